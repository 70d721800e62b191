import type { ListNode, MapEntry, MapNode, Place, ScalarNode, TreeNode } from './tree.js';

/** A text that stands for something at a place of the input. */
export function scalarAt(place: Place, value: string): ScalarNode {
  return { kind: 'scalar', value, source: value, offset: place.offset, path: place.path };
}

export function listAt(place: Place, items: readonly TreeNode[]): ListNode {
  return { kind: 'list', items, offset: place.offset, path: place.path };
}

/** A map of what is there; a value that is undefined makes no entry. */
export function mapAt(place: Place, members: Readonly<Record<string, TreeNode | undefined>>): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) entries.set(key, { key, offset: value.offset, value });
  }
  return { kind: 'map', entries, offset: place.offset, path: place.path };
}
