import type { EventHash } from '../../ids.js';
import type { LedgerEvent } from './events.js';
import { Heap } from './heap.js';
import type { EventLink } from './seal.js';

/** Why events make no whole record. */
export interface OrderDamage {
  /** The event at which it shows. */
  readonly event: LedgerEvent;
  /** End of a sentence about that event. */
  readonly why: string;
  /** The parent that is not there, where that is what is wrong. */
  readonly missing?: EventHash;
}

export type EventOrder =
  | {
      readonly whole: true;
      readonly events: readonly LedgerEvent[];
      /** The events that no other follows, sorted by hash. */
      readonly heads: readonly EventLink[];
    }
  | { readonly whole: false; readonly damage: readonly OrderDamage[] };

/**
 * Puts events into the one order in which they are folded: every event after its parents; among events that no order
 * is known of (branches that were merged), by time, then by hash. The order of arrival never matters. An event given
 * twice counts once.
 *
 * Whole means that every parent is there and every `seq` is one more than the greatest of its parents'. So there is no
 * cycle either: a number cannot grow all the way round. More than one event may begin the record: two branches may have
 * begun it apart.
 *
 * Linear in the number of events for a record without branches.
 *
 * @param after what the events continue, if not the beginning: they may follow all of these at once, or one another
 */
export function orderEvents(events: readonly LedgerEvent[], after: readonly EventLink[] = []): EventOrder {
  const sole = after.length === 1 ? after[0] : undefined;
  if (after.length < 2 && isChain(events, sole)) {
    const last = events.at(-1) ?? sole;
    return { whole: true, events, heads: last === undefined ? [] : [linkTo(last)] };
  }
  return orderGraph(events, after);
}

function isChain(events: readonly LedgerEvent[], before: EventLink | undefined): boolean {
  let last = before;
  for (const event of events) {
    if (event.seq !== (last?.seq ?? 0) + 1) return false;
    if (event.parents.length !== (last === undefined ? 0 : 1) || event.parents[0] !== last?.hash) return false;
    last = event;
  }
  return true;
}

function orderGraph(given: readonly LedgerEvent[], after: readonly EventLink[]): EventOrder {
  const events = new Map(given.map((event) => [event.hash, event]));
  const before = new Map(after.map((link) => [link.hash, link]));
  for (const hash of before.keys()) events.delete(hash);
  const damage: OrderDamage[] = [];
  for (const event of events.values()) damage.push(...damageOf(event, events, before));
  if (damage.length > 0) return { whole: false, damage: damage.sort((a, b) => compareEvents(a.event, b.event)) };
  return { whole: true, events: arrange(events), heads: headsOf(events, before) };
}

function damageOf(
  event: LedgerEvent,
  events: ReadonlyMap<EventHash, EventLink>,
  before: ReadonlyMap<EventHash, EventLink>,
): readonly OrderDamage[] {
  if (event.parents.length === 0 && before.size > 0) return [{ event, why: 'does not follow the events before it' }];
  let greatest = 0;
  for (const hash of event.parents) {
    const parent = events.get(hash) ?? before.get(hash);
    if (parent === undefined)
      return [{ event, why: `follows event ${hash.slice(0, 12)}, which is missing`, missing: hash }];
    greatest = Math.max(greatest, parent.seq);
  }
  const followsSome = event.parents.some((hash) => before.has(hash));
  if (followsSome && !(event.parents.length === before.size && event.parents.every((hash) => before.has(hash))))
    return [{ event, why: 'follows only some of the events before it' }];
  return event.seq === greatest + 1
    ? []
    : [{ event, why: `has the number ${event.seq} where its parents make it ${greatest + 1}` }];
}

function arrange(events: ReadonlyMap<EventHash, LedgerEvent>): readonly LedgerEvent[] {
  const waitsFor = new Map<EventHash, number>();
  const children = new Map<EventHash, LedgerEvent[]>();
  const ready = new Heap<LedgerEvent>(compareEvents);
  for (const event of events.values()) {
    const parents = event.parents.filter((hash) => events.has(hash));
    waitsFor.set(event.hash, parents.length);
    for (const parent of parents) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [event]);
      else siblings.push(event);
    }
    if (parents.length === 0) ready.push(event);
  }
  const arranged: LedgerEvent[] = [];
  for (let event = ready.pop(); event !== undefined; event = ready.pop()) {
    arranged.push(event);
    for (const child of children.get(event.hash) ?? []) {
      const left = (waitsFor.get(child.hash) ?? 0) - 1;
      waitsFor.set(child.hash, left);
      if (left === 0) ready.push(child);
    }
  }
  return arranged;
}

function headsOf(
  events: ReadonlyMap<EventHash, LedgerEvent>,
  before: ReadonlyMap<EventHash, EventLink>,
): readonly EventLink[] {
  const followed = new Set<EventHash>();
  for (const event of events.values()) for (const parent of event.parents) followed.add(parent);
  return [...before.values(), ...events.values()]
    .filter(({ hash }) => !followed.has(hash))
    .map(linkTo)
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
}

function linkTo({ hash, seq }: EventLink): EventLink {
  return { hash, seq };
}

function compareEvents(a: LedgerEvent, b: LedgerEvent): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.hash < b.hash ? -1 : 1);
}
