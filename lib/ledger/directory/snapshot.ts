import type { EventHash } from '../../ids.js';
import { type EventLink, orderEvents, type ProjectState, StateBuilder } from '../../promotion/index.js';
import type { Base } from './base.js';
import { isSameList, type RecordFiles } from './record-files.js';

/** What the record says on top of a base, or undefined where the base is no part of the record as it stands. */
export function continueFrom(
  base: Base,
  { packs, loose }: RecordFiles,
  ownership: 'shared' | 'given',
): { readonly state: ProjectState; readonly heads: readonly EventLink[] } | undefined {
  if (!isSameList(base.packs, packs)) return undefined;
  const covered = new Set(base.covered);
  const rest = loose.filter(({ hash }) => !covered.has(hash));
  if (loose.length - rest.length !== covered.size) return undefined;
  // Loose files are listed by number. Only what follows on all that was folded before comes after it in the order.
  const order = orderEvents(rest, base.heads);
  if (!order.whole) return undefined;
  if (rest.length === 0 && ownership === 'shared') return base;
  const builder = new StateBuilder(base.state, ownership);
  for (const event of order.events) builder.apply(event);
  return { state: builder.state(), heads: order.heads };
}

/** The hashes of the loose events: what a base made of these files covers beside their packs. */
export function coveredBy({ loose }: RecordFiles): readonly EventHash[] {
  return loose.map(({ hash }) => hash);
}
