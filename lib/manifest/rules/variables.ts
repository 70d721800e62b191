import type { Findings } from '../findings.js';
import { entries, items, type MapEntry, member, placeOfKey, type TreeNode } from '../text/tree.js';

/** Names of variables and secrets are such as a process can have, and no name is both in one place. */
export function checkVariables(project: TreeNode, findings: Findings): void {
  for (const layer of layersOf(project)) {
    const variables = entries(member(layer, 'variables'));
    const secrets = entries(member(layer, 'secrets'));
    for (const entry of [...variables, ...secrets]) checkName(entry, findings);
    const names = new Set(variables.map(({ key }) => key));
    for (const entry of secrets.filter(({ key }) => names.has(key))) {
      findings.error(
        'NameTwice',
        placeOfKey(entry),
        `"${entry.key}" is a variable and a secret at once`,
        'keep one of them',
      );
    }
  }
}

function layersOf(project: TreeNode): readonly TreeNode[] {
  const environments = items(member(project, 'environments'));
  const services = [project, ...items(member(project, 'serviceSets'))].flatMap((one) => items(member(one, 'services')));
  return [
    ...values(member(project, 'environmentTypes')),
    ...environments,
    ...environments.flatMap((environment) => values(member(environment, 'services'))),
    ...services,
    ...services.flatMap((service) => items(member(service, 'containers'))),
  ];
}

function values(map: TreeNode | undefined): readonly TreeNode[] {
  return entries(map).map(({ value }) => value);
}

function checkName(entry: MapEntry, findings: Findings): void {
  if (/^[^\s=]+$/.test(entry.key)) return;
  findings.error(
    'InvalidValue',
    placeOfKey(entry),
    `${JSON.stringify(entry.key)} cannot be the name of an environment variable`,
  );
}
