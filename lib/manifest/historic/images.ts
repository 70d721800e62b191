import type { Findings } from '../findings.js';
import { items, member, type Place, type TreeNode, textOf } from '../text/tree.js';
import { listAt, mapAt, scalarAt } from '../text/tree-build.js';
import { present, regionOf, type UpgradedParts, warnIgnored } from './members.js';

interface ServiceUse {
  readonly id: TreeNode;
  readonly name?: TreeNode;
  readonly place: Place;
  readonly images: { readonly id: TreeNode; readonly image: TreeNode }[];
}

const PER_SERVICE = ['account_id', 'role_arn', 'region_name', 'aws_region_name'];

/**
 * Turns `image_repositories` round: there a repository lists the services that it feeds, here a service lists its
 * containers. A repository without services feeds the service of its own id.
 */
export function upgradeImageRepositories(project: TreeNode, findings: Findings): UpgradedParts {
  const services = new Map<string, ServiceUse>();
  const repositories = present(project, 'image_repositories');
  refuseRepeated(items(repositories), findings);
  for (const repository of items(repositories)) {
    const id = member(repository, 'id');
    if (id === undefined || textOf(id) === undefined) continue;
    warnIgnored(repository, ['role_arn', 'name'], 'it was the old tool’s own, per image repository', findings);
    const image = { id, image: imageOf(repository, id, project, findings) };
    for (const service of servicesOf(repository, id, findings)) use(services, service, image);
  }
  warnMixedForms(items(repositories), findings);
  const place = repositories ?? project;
  return { services: listAt(place, [...services.values()].map(serviceNode)) };
}

function refuseRepeated(repositories: readonly TreeNode[], findings: Findings): void {
  const seen = new Map<string, TreeNode>();
  for (const repository of repositories) {
    const id = member(repository, 'id');
    const text = textOf(id);
    if (id === undefined || text === undefined) continue;
    const first = seen.get(text);
    if (first === undefined) seen.set(text, id);
    else
      findings.error(
        'DuplicateId',
        id,
        `the image repository "${text}" stands twice, first in line ${findings.source.line(first.offset)}`,
      );
  }
}

function servicesOf(repository: TreeNode, repositoryId: TreeNode, findings: Findings): Omit<ServiceUse, 'images'>[] {
  const listed = items(present(repository, 'services'));
  if (listed.length === 0) return [{ id: repositoryId, place: repository }];
  const found = new Map<string, Omit<ServiceUse, 'images'>>();
  for (const service of listed) {
    const id = service.kind === 'scalar' ? service : member(service, 'id');
    const text = textOf(id);
    if (id === undefined || text === undefined) continue;
    warnIgnored(service, PER_SERVICE, 'a service runs where its environment says', findings);
    if (found.has(text))
      findings.warn('RepeatedService', id, `the service "${text}" stands twice under one image repository`);
    const name = present(service, 'name');
    found.set(text, { id, place: service, ...(name === undefined ? {} : { name }) });
  }
  return [...found.values()];
}

function use(
  services: Map<string, ServiceUse>,
  service: Omit<ServiceUse, 'images'>,
  image: ServiceUse['images'][number],
): void {
  const key = textOf(service.id) ?? '';
  const known = services.get(key);
  if (known === undefined) services.set(key, { ...service, images: [image] });
  else known.images.push(image);
}

function serviceNode({ id, name, place, images }: ServiceUse): TreeNode {
  const [only] = images;
  if (images.length === 1) return mapAt(place, { id, name, image: only?.image });
  const containers = images.map((one) => mapAt(one.id, { id: one.id, image: one.image }));
  return mapAt(place, { id, name, containers: listAt(place, containers) });
}

/**
 * The repository that images must come from: as much of it as the manifest really says. Without a namespace the path
 * is only its last part; the registry is known only where the image repository names its account, and a region.
 */
function imageOf(repository: TreeNode, id: TreeNode, project: TreeNode, findings: Findings): TreeNode {
  const namespace = textOf(present(repository, 'namespace') ?? present(project, 'namespace'));
  if (namespace === undefined) return scalarAt(id, textOf(id) ?? '');
  const path = `${namespace.replace(/\/+$/, '')}/${textOf(id)}`;
  const account = textOf(present(repository, 'account_id'));
  const region = textOf(regionOf(repository, findings) ?? regionOf(project, findings));
  if (account === undefined || region === undefined || !/^\d{12}$/.test(account)) return scalarAt(id, path);
  return scalarAt(id, `${account}.dkr.ecr.${region}.amazonaws.com/${path}`);
}

function warnMixedForms(repositories: readonly TreeNode[], findings: Findings): void {
  const services = repositories.flatMap((repository) => items(member(repository, 'services')));
  const texts = services.filter((service) => service.kind === 'scalar');
  const maps = services.filter((service) => service.kind === 'map');
  const fewer = texts.length <= maps.length ? texts : maps;
  const [odd] = fewer;
  if (odd === undefined || texts.length === 0 || maps.length === 0) return;
  const id = textOf(odd.kind === 'map' ? member(odd, 'id') : odd) ?? 'without id';
  const [this_, others] = fewer === texts ? ['a text', 'maps with an "id"'] : ['a map with an "id"', 'texts'];
  findings.warn(
    'MixedForms',
    odd,
    `the service "${id}" is written as ${this_}, others as ${others}; the tool of this format stopped there`,
    'write all services in one form',
  );
}
