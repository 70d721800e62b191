import { fargateMemory } from '../fargate.js';
import type { Findings } from '../findings.js';
import type { Environment, Project, ResolvedService, Service, ServiceSet } from '../model.js';
import { resolveServices } from '../resolve.js';
import { entries, items, member, nodeAt, type Place, placeAt, placeOfKey, type TreeNode } from '../text/tree.js';

interface Case {
  readonly project: Project;
  readonly set: ServiceSet;
  readonly environment: Environment;
  readonly service: Service;
  readonly resolved: ResolvedService;
}

/** What can be judged only of a service as it runs in an environment, told once for all environments that share it. */
export function checkResolved(project: Project, node: TreeNode, findings: Findings): void {
  const told = new Map<
    string,
    { readonly place: Place; readonly say: (where: string) => Said; readonly where: string[] }
  >();
  for (const one of casesOf(project)) {
    for (const { key, place, say } of [
      ...fargate(one, node),
      ...ports(one, node),
      ...essential(one, node),
      ...traffic(one, node),
    ]) {
      const known = told.get(`${key} ${place.path}`);
      if (known === undefined) told.set(`${key} ${place.path}`, { place, say, where: [one.environment.id] });
      else known.where.push(one.environment.id);
    }
  }
  for (const { place, say, where } of told.values()) {
    const { code, message, hint } = say([...new Set(where)].map((id) => `"${id}"`).join(', '));
    if (code === 'NoTrafficToShift') findings.warn(code, place, message, hint);
    else findings.error(code, place, message, hint);
  }
}

interface Said {
  readonly code: 'FargateSize' | 'PortTwice' | 'NoEssentialContainer' | 'NoTrafficToShift';
  readonly message: string;
  readonly hint: string;
}

interface Finding {
  readonly key: string;
  readonly place: Place;
  readonly say: (where: string) => Said;
}

function casesOf(project: Project): readonly Case[] {
  return project.serviceSets.flatMap((set) =>
    project.environments
      .filter(({ id }) => set.environments.includes(id))
      .flatMap((environment) =>
        resolveServices(environment, set).flatMap((resolved, index) => {
          const service = set.services[index];
          return service === undefined ? [] : [{ project, set, environment, service, resolved }];
        }),
      ),
  );
}

function fargate(one: Case, node: TreeNode): readonly Finding[] {
  const { cpu, memory, id } = one.resolved;
  const allowed = fargateMemory(cpu) ?? [];
  if (allowed.includes(memory)) return [];
  const say = (where: string): Said => ({
    code: 'FargateSize',
    message: `Fargate has no ${memory} MiB beside ${cpu} CPU units (service "${id}" in ${where})`,
    hint: `memory for ${cpu} CPU units: ${abridged(allowed)}`,
  });
  return [{ key: `fargate ${id} ${cpu} ${memory}`, place: settingPlace(one, node, ['memory', 'cpu']), say }];
}

function abridged(sizes: readonly number[]): string {
  if (sizes.length <= 8) return sizes.join(', ');
  return `${sizes.slice(0, 3).join(', ')} … ${sizes[sizes.length - 1]} in steps of ${(sizes[1] ?? 0) - (sizes[0] ?? 0)}`;
}

/** Containers of one task share a network. */
function ports(one: Case, node: TreeNode): readonly Finding[] {
  const all = one.resolved.containers.flatMap((container) => container.ports);
  const twice = all.find((port, index) => all.indexOf(port) !== index);
  if (twice === undefined) return [];
  const say = (where: string): Said => ({
    code: 'PortTwice',
    message: `several containers of "${one.service.id}" listen on port ${twice} in ${where}`,
    hint: 'containers of one task share a network: give "ports" at the containers, each its own',
  });
  return [{ key: `port ${one.service.id} ${twice}`, place: settingPlace(one, node, ['ports']), say }];
}

function essential(one: Case, node: TreeNode): readonly Finding[] {
  if (one.resolved.containers.some((container) => container.essential)) return [];
  const say = (where: string): Said => ({
    code: 'NoEssentialContainer',
    message: `no container of "${one.service.id}" is essential in ${where}`,
    hint: 'ECS asks for at least one',
  });
  return [{ key: `essential ${one.service.id}`, place: settingPlace(one, node, ['essential']), say }];
}

/** ECS shifts traffic only where some arrives: at a load balancer, which only code can add, or from a neighbour. */
function traffic(one: Case, node: TreeNode): readonly Finding[] {
  const { strategy, containers, connects, id } = one.resolved;
  if (strategy !== 'canary' && strategy !== 'linear') return [];
  const isReached = connects.length > 0 || one.set.services.some((other) => other.connects.includes(id));
  if (isReached && containers.some(({ ports }) => ports.length > 0)) return [];
  const say = (where: string): Said => ({
    code: 'NoTrafficToShift',
    message: `"${id}" has strategy "${strategy}" in ${where}, and no traffic that ECS could shift`,
    hint: 'give it "ports" and a neighbour that connects to it, or put a load balancer before it in code',
  });
  return [{ key: `traffic ${id} ${strategy}`, place: settingPlace(one, node, ['strategy']), say }];
}

/** Where the setting stands that had the last word, else the service. */
function settingPlace({ environment, service }: Case, node: TreeNode, keys: readonly string[]): Place {
  const environmentNode = items(member(node, 'environments')).find((one) => nodeText(one) === environment.id);
  const serviceNode = servicesOf(node).find((one) => nodeText(one) === service.id);
  const layers = [
    nodeAt(environmentNode ?? node, ['services', service.id]),
    ...items(member(serviceNode, 'containers')),
    serviceNode,
    environmentNode,
    nodeAt(node, ['environmentTypes', environment.type]),
  ];
  for (const layer of layers) {
    for (const key of keys) {
      const entry = entries(layer).find((one) => one.key === key);
      if (entry !== undefined) return entry.value.kind === 'scalar' ? entry.value : placeOfKey(entry);
    }
  }
  return serviceNode ?? placeAt(node, []);
}

function servicesOf(node: TreeNode): readonly TreeNode[] {
  const sets = items(member(node, 'serviceSets'));
  return [...items(member(node, 'services')), ...sets.flatMap((set) => items(member(set, 'services')))];
}

function nodeText(node: TreeNode): string | undefined {
  const id = member(node, 'id');
  return id?.kind === 'scalar' ? id.source : undefined;
}
