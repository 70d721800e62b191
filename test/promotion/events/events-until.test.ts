import fc from 'fast-check';
import { compareInstants } from '../../../lib/ids.js';
import { eventsUntil, type LedgerEvent, orderEvents, sealEvent } from '../../../lib/promotion/index.js';
import { graphs } from '../arbitraries.js';
import { minute, PROJECT, Story } from '../world.js';

const fact = { type: 'freeze.lifted', planned: true } as const;
const told = (minutes: number, actor: string, ...after: readonly LedgerEvent[]): LedgerEvent =>
  sealEvent(PROJECT, { at: minute(minutes), actor, fact }, after);

function ordered(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const order = orderEvents(events);
  if (!order.whole) throw new Error('not whole');
  return order.events;
}

describe('what was recorded until an instant', () => {
  test('includes what was recorded at that very instant, and nothing after it', () => {
    const { events } = new Story().release('1').release('2').release('3');
    expect(eventsUntil(events, minute(1))).toEqual(events.slice(0, 2));
    expect(eventsUntil(events, minute(2))).toEqual(events);
    expect(eventsUntil(events.slice(1, 2), minute(0))).toEqual([]);
  });

  test('leaves out what follows a later event, though a slow clock says that it was before', () => {
    const begin = told(0, 'tim');
    const late = told(9, 'sue', begin);
    const slow = told(2, 'whose clock is slow', late);
    expect(eventsUntil([begin, late, slow], minute(5))).toEqual([begin]);
    expect(eventsUntil([begin, late, slow], minute(9))).toEqual([begin, late, slow]);
  });

  test('is of each branch what it had by then; what joins them comes when both are there', () => {
    const begin = told(0, 'tim');
    const early = told(1, 'sue', begin);
    const late = told(7, 'ann', begin);
    const joined = told(8, 'tim', early, late);
    const events = ordered([begin, early, late, joined]);
    expect(eventsUntil(events, minute(6))).toEqual([begin, early]);
    expect(eventsUntil(events, minute(7))).toEqual([begin, early, late]);
    expect(eventsUntil(events, minute(8))).toEqual(events);
  });

  test('is a whole record in its one order, which grows with time and only at its ends', () => {
    fc.assert(
      fc.property(graphs, fc.nat(10), fc.nat(10), (graph, one, other) => {
        const events = ordered(graph);
        const [until, after] = [Math.min(one, other), Math.max(one, other)].map(minute);
        if (until === undefined || after === undefined) throw new Error('two instants');
        const then = eventsUntil(events, until);
        expect(ordered(then)).toEqual(then);
        expect(then.every(({ at }) => compareInstants(at, until) <= 0)).toBe(true);
        const later = new Set(eventsUntil(events, after));
        expect(then.every((event) => later.has(event))).toBe(true);
        const left = events.filter((event) => !then.includes(event) && compareInstants(event.at, until) <= 0);
        const known = new Set(then.map(({ hash }) => hash));
        expect(left.every(({ parents }) => parents.some((hash) => !known.has(hash)))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
