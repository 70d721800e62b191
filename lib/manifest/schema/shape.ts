import { entries, isNull, type MapEntry, member, type Place, type TreeNode, textOf } from '../text/tree.js';

/** One project as it stands in a historic manifest. */
export interface HistoricProject {
  readonly node: TreeNode;
  /** The key that the project stands under, in a map of projects. */
  readonly key?: MapEntry;
  readonly format: 'wellcome-flat' | 'wellcome-list' | 'wellcome-map';
}

export type Shape =
  | { readonly kind: 'slipway'; readonly node: TreeNode }
  | { readonly kind: 'historic'; readonly projects: readonly HistoricProject[] }
  | { readonly kind: 'none'; readonly place: Place; readonly because: string };

const HISTORIC_KEYS = ['environments', 'image_repositories', 'service_sets'];
const ONLY_HISTORIC_KEYS = ['id', 'image_repositories', 'service_sets', 'role_arn', 'account_id', 'github_repository'];
const ONLY_OUR_KEYS = ['project', 'services', 'serviceSets', 'environmentTypes'];

/** Which of all shapes a manifest has, by what it says. */
export function shapeOf(node: TreeNode): Shape {
  if (node.kind === 'scalar') return { kind: 'none', place: node, because: 'it is one text and no map' };
  if (node.kind === 'list') return listShape(node);
  if (node.entries.size === 0) return { kind: 'none', place: node, because: 'it is an empty map' };
  const wrapped = member(node, 'project');
  if (textOf(wrapped) !== undefined) return { kind: 'slipway', node };
  if (node.entries.size === 1 && member(wrapped, 'service_sets') !== undefined && wrapped !== undefined) {
    return { kind: 'historic', projects: [{ node: wrapped, format: 'wellcome-flat' }] };
  }
  const all = entries(node);
  if (all.some(({ value }) => isHistoricProject(value))) return mapShape(all);
  const has = (key: string) => node.entries.has(key);
  if (!ONLY_OUR_KEYS.some(has) && ONLY_HISTORIC_KEYS.some(has) && HISTORIC_KEYS.some(has)) {
    return { kind: 'historic', projects: [{ node, format: 'wellcome-flat' }] };
  }
  if (has('project') || has('environments')) return { kind: 'slipway', node };
  if (all.every(({ value }) => value.kind === 'map' || isNull(value))) return mapShape(all);
  return { kind: 'none', place: node, because: 'it has neither "project" nor "environments"' };
}

function isHistoricProject(node: TreeNode): boolean {
  return HISTORIC_KEYS.some((key) => member(node, key) !== undefined);
}

function mapShape(all: readonly MapEntry[]): Shape {
  return {
    kind: 'historic',
    projects: all.map((key) => ({ node: key.value, key, format: 'wellcome-map' as const })),
  };
}

function listShape(node: TreeNode & { kind: 'list' }): Shape {
  const maps = node.items.filter((item) => item.kind === 'map');
  if (!maps.some(isHistoricProject))
    return { kind: 'none', place: node, because: 'it is a list of other things than projects' };
  return { kind: 'historic', projects: node.items.map((item) => ({ node: item, format: 'wellcome-list' as const })) };
}
