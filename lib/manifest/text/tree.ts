/** Where a node stands: the offset in the text and the path inside the document, e.g. `environments[1].id`. */
export interface Place {
  readonly offset: number;
  readonly path: string;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The text as written, without quotes: what keeps `012345678901` an account id. */
  readonly source: string;
}

export interface ListNode extends Place {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
}

export interface MapEntry {
  readonly key: string;
  /** Where the key stands. */
  readonly offset: number;
  readonly value: TreeNode;
}

export interface MapNode extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** What JSON and YAML have in common, with positions. No JavaScript object is made of the input's keys. */
export type TreeNode = ScalarNode | ListNode | MapNode;

/** Deeper nesting than this is refused; the format itself needs seven levels. */
export const MAX_DEPTH = 64;

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

export function childPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (!PLAIN_KEY.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

export function member(node: TreeNode | undefined, key: string): TreeNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

export function items(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

export function entries(node: TreeNode | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? [...node.entries.values()] : [];
}

/** The text of a scalar that can stand for a text: a string, or a number as it was written. */
export function textOf(node: TreeNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'string') return node.value;
  return typeof node.value === 'number' ? node.source : undefined;
}

export function isNull(node: TreeNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** The node at a path of keys and indices, or undefined where there is none. */
export function nodeAt(node: TreeNode, path: readonly PropertyKey[]): TreeNode | undefined {
  let at: TreeNode | undefined = node;
  for (const step of path) at = typeof step === 'number' ? items(at)[step] : member(at, String(step));
  return at;
}

/** Where to point for the value at a path: at a scalar itself, at the key before a list or a map. */
export function placeAt(node: TreeNode, path: readonly PropertyKey[]): Place {
  const found = nodeAt(node, path);
  if (found === undefined) return path.length === 0 ? node : placeAt(node, path.slice(0, -1));
  const key = path[path.length - 1];
  if (found.kind === 'scalar' || typeof key !== 'string') return found;
  const parent = nodeAt(node, path.slice(0, -1));
  const entry = parent?.kind === 'map' ? parent.entries.get(key) : undefined;
  return { offset: entry?.offset ?? found.offset, path: found.path };
}

/** Where the key of a map's entry stands. */
export function placeOfKey(entry: MapEntry): Place {
  return { offset: entry.offset, path: entry.value.path };
}
