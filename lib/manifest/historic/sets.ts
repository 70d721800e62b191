import type { Findings } from '../findings.js';
import { items, member, type TreeNode, textOf } from '../text/tree.js';
import { listAt, mapAt, scalarAt } from '../text/tree-build.js';
import { present, type UpgradedParts, warnIgnored } from './members.js';

/** Translates RFC 013's later `service_sets`, where every set lists its own environments. */
export function upgradeServiceSets(project: TreeNode, findings: Findings): UpgradedParts {
  const sets = present(project, 'service_sets');
  const environments = new Map<string, TreeNode>();
  for (const environment of items(sets).flatMap((set) => items(member(set, 'environments')))) {
    const id = member(environment, 'id');
    const text = textOf(id);
    if (text === undefined || environments.has(text)) continue;
    environments.set(text, mapAt(environment, { id, name: present(environment, 'name') }));
  }
  const place = sets ?? project;
  const account = accountOf(project, items(sets), findings);
  return {
    ...(account === undefined ? {} : { account }),
    environments: listAt(place, [...environments.values()]),
    serviceSets: listAt(
      place,
      items(sets).map((set) => setNode(set, findings)),
    ),
  };
}

function setNode(set: TreeNode, findings: Findings): TreeNode {
  warnIgnored(set, ['role_arn', 'region_name', 'aws_region_name'], 'all sets of a project share one', findings);
  const environments = items(member(set, 'environments'));
  const ids = environments.flatMap((environment) => member(environment, 'id') ?? []);
  const clusters: Record<string, TreeNode> = Object.create(null);
  for (const environment of environments) {
    const id = textOf(member(environment, 'id'));
    const cluster = present(environment, 'cluster_name');
    if (id !== undefined && cluster !== undefined) clusters[id] = cluster;
  }
  const place = member(set, 'environments') ?? set;
  return mapAt(set, {
    id: member(set, 'id'),
    name: present(set, 'name'),
    environments: listAt(place, ids),
    clusters: Object.keys(clusters).length === 0 ? undefined : mapAt(place, clusters),
    services: listAt(member(set, 'services') ?? set, items(member(set, 'services')).map(serviceNode)),
  });
}

function serviceNode(service: TreeNode): TreeNode {
  if (service.kind === 'scalar') return mapAt(service, { id: service });
  return mapAt(service, {
    id: member(service, 'id'),
    name: present(service, 'name'),
    image: present(service, 'repository_name'),
  });
}

/** RFC 013 gives every set an account, in its example one of ten digits; a project here has one. */
function accountOf(project: TreeNode, sets: readonly TreeNode[], findings: Findings): TreeNode | undefined {
  if (present(project, 'account_id') !== undefined) return present(project, 'account_id');
  const accounts = sets.flatMap((set) => present(set, 'account_id') ?? []);
  const [first] = accounts;
  const text = textOf(first);
  if (first === undefined || text === undefined) return undefined;
  if (!/^\d{12}$/.test(text)) {
    findings.warn('IgnoredKey', first, `"account_id" has no effect: ${text} is no AWS account id of 12 digits`);
    return undefined;
  }
  const other = accounts.find((account) => textOf(account) !== text);
  if (other === undefined) return scalarAt(first, text);
  findings.warn('IgnoredKey', other, `"account_id" has no effect: the sets of one project name different accounts`);
  return undefined;
}
