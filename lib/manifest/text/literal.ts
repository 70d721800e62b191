import type { TreeNode } from './tree.js';

/** A number or truth value together with the text that it was written as. */
export class Literal {
  constructor(
    readonly value: number | boolean,
    readonly source: string,
  ) {}
}

/**
 * The plain value of a tree for the schemas. Objects have no prototype, so that no key of the input means anything to
 * JavaScript. With `nullsAsAbsent` a key without a value is as good as no key.
 */
export function toPlain(node: TreeNode, nullsAsAbsent = false): unknown {
  if (node.kind === 'list') return node.items.map((item) => toPlain(item, nullsAsAbsent));
  if (node.kind === 'scalar') {
    const { value, source } = node;
    return typeof value === 'number' || typeof value === 'boolean' ? new Literal(value, source) : value;
  }
  const plain: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries.values()) {
    if (nullsAsAbsent && value.kind === 'scalar' && value.value === null) continue;
    plain[key] = toPlain(value, nullsAsAbsent);
  }
  return plain;
}
