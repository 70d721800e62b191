import { SlipwayError } from '../../problem.js';
import type { LedgerProblemCode } from '../problems.js';

/** What an item of a table may be, in bytes; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const MAX_ITEM_BYTES = 400 * 1024;

/** A number takes at most so many bytes. */
const NUMBER_BYTES = 21;
const CONTAINER_BYTES = 3;

/**
 * What an item takes of {@link MAX_ITEM_BYTES}, never less than what DynamoDB counts: the UTF-8 of names and texts, and
 * a little for what holds others.
 */
export function itemSize(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

/** @throws SlipwayError `input` with `ItemTooLarge`; `what` begins the sentence */
export function requireFits(what: string, item: Readonly<Record<string, unknown>>): void {
  const size = itemSize(item);
  if (size <= MAX_ITEM_BYTES) return;
  throw new SlipwayError('input', {
    code: 'ItemTooLarge' satisfies LedgerProblemCode,
    message: `${what} would take ${size} bytes, and DynamoDB keeps at most ${MAX_ITEM_BYTES} in one place`,
    hint: 'nothing was recorded: shorten reason and description, or divide the services into service sets',
  });
}

/** What one value takes, as a member of a list or a map. */
export function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return CONTAINER_BYTES + membersSize([...value]);
  if (Array.isArray(value)) return CONTAINER_BYTES + membersSize(value);
  if (value !== null && typeof value === 'object') {
    const members = Object.values(value);
    return CONTAINER_BYTES + members.length + itemSize(value as Readonly<Record<string, unknown>>);
  }
  return value === undefined ? 0 : 1;
}

function membersSize(members: readonly unknown[]): number {
  return members.reduce<number>((sum, member) => sum + 1 + valueSize(member), 0);
}
