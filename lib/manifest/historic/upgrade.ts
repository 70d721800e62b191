import type { Findings } from '../findings.js';
import type { ManifestFormat } from '../model.js';
import { check } from '../rules/check.js';
import type { HistoricProject } from '../schema/shape.js';
import { type MapNode, member, placeOfKey, type TreeNode, textOf } from '../text/tree.js';
import { mapAt, scalarAt } from '../text/tree-build.js';
import { upgradeImageRepositories } from './images.js';
import { present, regionOf } from './members.js';
import { historicSchemas } from './schema.js';
import { upgradeServiceSets } from './sets.js';

/** A historic project said in the words of our own format, every node where it stood in the original. */
export interface Upgraded {
  readonly node: MapNode;
  readonly format: ManifestFormat;
  readonly terraformRoot?: string;
}

/** Translates a historic project. What is wrong in it is reported and left out; undefined where nothing is left. */
export function upgrade(project: HistoricProject, findings: Findings): Upgraded | undefined {
  const { node } = project;
  const place = project.key === undefined ? node : placeOfKey(project.key);
  if (node.kind !== 'map') {
    findings.error(
      'WrongType',
      place,
      `${node.path === '' ? 'a project' : `"${node.path}"`} must be a project: a map with "environments"`,
    );
    return undefined;
  }
  const hasSets = member(node, 'service_sets') !== undefined;
  const schemas = historicSchemas();
  check(hasSets ? schemas.sets : schemas.images, node, findings, { nullsAsAbsent: true });
  const rest = hasSets ? upgradeServiceSets(node, findings) : upgradeImageRepositories(node, findings);
  const terraformRoot = textOf(member(node, 'tf_stack_root'));
  return {
    format: hasSets ? 'rfc-013' : project.format,
    ...(terraformRoot === undefined ? {} : { terraformRoot }),
    node: mapAt(
      { offset: place.offset, path: node.path },
      {
        project: idOf(project, hasSets, findings),
        name: present(node, 'name'),
        account: rest.account ?? accountOf(node),
        region: regionOf(node, findings),
        roleArn: present(node, 'role_arn'),
        profile: present(node, 'profile'),
        repository: githubRepository(node),
        environments: rest.environments ?? present(node, 'environments'),
        services: rest.services,
        serviceSets: rest.serviceSets,
      },
    ),
  };
}

function idOf({ key, node }: HistoricProject, hasSets: boolean, findings: Findings): TreeNode {
  const own = present(node, 'id');
  if (key !== undefined) {
    const text = textOf(own);
    if (own !== undefined && text !== undefined && text !== key.key) {
      findings.error(
        'ConflictingKeys',
        own,
        `the project stands under "${key.key}" and says that its id is "${text}"`,
        'remove the "id"',
      );
    }
    return scalarAt(placeOfKey(key), key.key);
  }
  if (own !== undefined) return own;
  const name = textOf(member(node, 'name'));
  if (!hasSets || name === undefined) {
    const path = node.path === '' ? 'id' : `${node.path}.id`;
    findings.error('MissingKey', { offset: node.offset, path }, 'the project has no "id"');
    return scalarAt({ offset: node.offset, path }, 'unnamed');
  }
  const made = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const place = present(node, 'name') ?? node;
  findings.warn(
    'ImpliedProjectId',
    place,
    `the project has no id, so it is "${made}", after its name`,
    'add an "id" to choose another',
  );
  return scalarAt(place, made);
}

function accountOf(node: TreeNode): TreeNode | undefined {
  const account = present(node, 'account_id');
  if (account !== undefined) return account;
  const role = present(node, 'role_arn');
  const inRole = /^arn:[^:]*:iam::(\d{12}):/.exec(textOf(role) ?? '')?.[1];
  return role === undefined || inRole === undefined ? undefined : scalarAt(role, inRole);
}

function githubRepository(node: TreeNode): TreeNode | undefined {
  const found = present(node, 'github_repository');
  const path = /^(?:https?:\/\/|git@)github\.com[/:](.+?)(?:\.git)?\/?$/.exec(textOf(found) ?? '')?.[1];
  return found === undefined || path === undefined ? found : scalarAt(found, path);
}
