import { canonicalJson, sha256 } from '../../canonical.js';
import type { EventHash, ProjectId } from '../../ids.js';
import { unknownKindOf, whyNotAnEvent } from './event-shape.js';
import type { EventDraft, LedgerEvent } from './events.js';

/** An event as its successors know it. */
export interface EventLink {
  readonly hash: EventHash;
  readonly seq: number;
}

/** Gives an event its place in the record: after the given ones, or at the beginning where there are none. */
export function sealEvent(project: ProjectId, draft: EventDraft, parents: readonly EventLink[]): LedgerEvent {
  const { at, actor, reason, fact } = draft;
  const seq = parents.reduce((greatest, parent) => Math.max(greatest, parent.seq), 0) + 1;
  const hashes = [...new Set(parents.map((parent) => parent.hash))].sort();
  const text = canonicalJson({ project, seq, parents: hashes, at, actor, reason, fact });
  // Read back from its text, an event in memory is what it will be when it is read from a disk.
  return freezeDeep({ ...(JSON.parse(text) as Omit<LedgerEvent, 'hash'>), hash: sha256(text) as EventHash });
}

/**
 * Why something is not an undamaged event (its form, then its hash), or undefined if it is one. Whether it follows on
 * its parents is for `orderEvents` to say.
 */
export function checkEvent(event: unknown): string | undefined {
  return whyNotAnEvent(event) ?? whyNotIntact(event as LedgerEvent);
}

/**
 * The kind of an undamaged event that this version does not know, else undefined. A later version wrote it; what it
 * means cannot be guessed, and must not be ignored: it may forbid something.
 */
export function unknownKind(event: unknown): string | undefined {
  const kind = unknownKindOf(event);
  return kind === undefined || whyNotIntact(event as LedgerEvent) !== undefined ? undefined : kind;
}

function whyNotIntact({ hash, ...content }: LedgerEvent): string | undefined {
  const actual = sha256(canonicalJson(content));
  return actual === hash ? undefined : `its content has the hash ${actual}, not ${hash}: it was changed`;
}

function freezeDeep<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  for (const member of Object.values(value)) freezeDeep(member);
  return Object.freeze(value);
}
