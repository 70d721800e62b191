import { compareInstants, type EventHash, type Instant } from '../../ids.js';
import type { LedgerEvent } from './events.js';

/**
 * The events that were known at an instant: recorded by then, and every event that they follow as well. Where the clock of
 * a machine was slow, an event follows a later one; it counts only from that one on. In the order in which they were given,
 * which is that of `orderEvents` for them as well.
 *
 * @param events a whole record, every event after its parents
 */
export function eventsUntil(events: readonly LedgerEvent[], at: Instant): readonly LedgerEvent[] {
  const known = new Set<EventHash>();
  return events.filter((event) => {
    if (compareInstants(event.at, at) > 0 || !event.parents.every((hash) => known.has(hash))) return false;
    known.add(event.hash);
    return true;
  });
}
