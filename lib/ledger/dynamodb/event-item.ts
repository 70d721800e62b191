import { canonicalJson } from '../../canonical.js';
import type { ProjectId } from '../../ids.js';
import { checkEvent, type EventLink, type LedgerEvent, unknownKind } from '../../promotion/index.js';
import { eventKey } from '../ledger-names.js';
import { damagedItem, type ItemPlace, unknownEvent } from './damage.js';
import type { Item } from './ledger-table.js';

/**
 * An event as an item: its canonical JSON, and beside it what people look for in a console. It has no `project_id`, so
 * that the indexes hold releases only.
 */
export function eventItem(event: LedgerEvent): Item {
  const { seq, hash, at, actor, fact } = event;
  const key = eventKey(event.project, seq);
  return { release_id: key, event: canonicalJson(event), seq, hash, type: fact.type, at, actor };
}

/**
 * The event that an item holds.
 *
 * @throws SlipwayError where it is not, in every attribute that Slipway gave it, the item of an undamaged event of that
 *   project and number
 */
export function readEventItem(item: Item | undefined, project: ProjectId, seq: number, table: string): LedgerEvent {
  const place = { table, key: eventKey(project, seq) };
  if (item === undefined) throw damagedItem(place, 'is missing');
  const event = checked(parse(item.event, place), place);
  if (event.project !== project) throw damagedItem(place, `holds an event of project ${event.project}`);
  if (event.seq !== seq) throw damagedItem(place, `holds event ${event.seq}: it was moved`);
  const beside = Object.entries(eventItem(event)).filter(([name]) => name !== 'event');
  const edited = beside.find(([name, value]) => item[name] !== value);
  if (edited !== undefined) throw damagedItem(place, `was edited: its ${edited[0]} is not that of its event`);
  return event;
}

/** @throws SlipwayError where events, in the order of their numbers, do not follow one another, and the first `after` */
export function requireChain(events: readonly LedgerEvent[], after: EventLink | undefined, table: string): void {
  let last = after;
  for (const event of events) {
    if (!follows(event, last)) {
      const place = { table, key: eventKey(event.project, event.seq) };
      throw damagedItem(place, `does not follow event ${event.seq - 1} of the record: one of the two was replaced`);
    }
    last = event;
  }
}

export function follows(event: LedgerEvent, last: EventLink | undefined): boolean {
  if (event.seq !== (last?.seq ?? 0) + 1) return false;
  return last === undefined ? event.parents.length === 0 : event.parents.length === 1 && event.parents[0] === last.hash;
}

function parse(text: unknown, place: ItemPlace): unknown {
  if (typeof text !== 'string') throw damagedItem(place, 'holds no event');
  try {
    return JSON.parse(text);
  } catch {
    throw damagedItem(place, 'was edited: its event is not JSON');
  }
}

function checked(value: unknown, place: ItemPlace): LedgerEvent {
  const kind = unknownKind(value);
  if (kind !== undefined) throw unknownEvent(place, kind);
  const why = checkEvent(value);
  if (why !== undefined) throw damagedItem(place, `is damaged: ${why}`);
  return value as LedgerEvent;
}
