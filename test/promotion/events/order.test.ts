import fc from 'fast-check';
import { orderEvents, sealEvent } from '../../../lib/promotion/index.js';
import { graphs } from '../arbitraries.js';
import { minute, PROJECT, Story } from '../world.js';

const draftAt = (minutes: number, actor = 'tim') => ({
  at: minute(minutes),
  actor,
  fact: {
    type: 'deployment.resumed',
    deployment: 'dep-1',
    lease: { holder: '', fence: 1, expires: minute(9) },
  } as never,
});

const root = sealEvent(PROJECT, draftAt(0), []);
const early = sealEvent(PROJECT, draftAt(1), [root]);
const late = sealEvent(PROJECT, draftAt(2), [root]);
const merge = sealEvent(PROJECT, draftAt(3), [early, late]);

describe('the order of events', () => {
  test('is that of their numbers in a record without branches', () => {
    const { events } = new Story().release('1').release('2').release('3');
    expect(orderEvents([...events].reverse())).toEqual({
      whole: true,
      events,
      heads: [{ hash: events[2]?.hash, seq: 3 }],
    });
  });

  test('is that of time among branches, whatever their numbers, and never before a parent', () => {
    const afterLate = sealEvent(PROJECT, draftAt(0, 'whose clock is slow'), [late]);
    expect(orderEvents([afterLate, late, early, root])).toMatchObject({ events: [root, early, late, afterLate] });
  });

  test('is that of the hash among branches at one time', () => {
    const twins = ['a', 'b', 'c'].map((actor) => sealEvent(PROJECT, draftAt(1, actor), [root]));
    const sorted = [...twins].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    expect(orderEvents([...twins, root])).toMatchObject({ events: [root, ...sorted] });
  });

  test('never depends on the order of arrival, nor on events that arrive twice', () => {
    fc.assert(
      fc.property(
        graphs.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
        ),
        ([events, shuffled]) => {
          const order = orderEvents(events);
          expect(order.whole).toBe(true);
          expect(orderEvents(shuffled)).toEqual(order);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('puts every event after its parents, and has those as heads that nothing follows', () => {
    fc.assert(
      fc.property(graphs, (events) => {
        const order = orderEvents(events);
        if (!order.whole) throw new Error('not whole');
        const places = new Map(order.events.map(({ hash }, place) => [hash, place]));
        for (const { hash, parents } of order.events)
          for (const parent of parents) expect(places.get(parent)).toBeLessThan(places.get(hash) ?? -1);
        const followed = new Set(events.flatMap(({ parents }) => parents));
        const heads = events.map(({ hash }) => hash).filter((hash) => !followed.has(hash));
        expect(order.heads.map(({ hash }) => hash)).toEqual(heads.sort());
      }),
      { numRuns: 100 },
    );
  });

  test('goes on from events that are not given again', () => {
    expect(orderEvents([merge], [early, late])).toMatchObject({ whole: true, events: [merge] });
    expect(orderEvents([], [early])).toMatchObject({ whole: true, heads: [{ hash: early.hash, seq: 2 }] });
    expect(orderEvents([merge], [early])).toMatchObject({ whole: false });
    expect(orderEvents([root], [early])).toMatchObject({ whole: false });
  });
});

describe('a record is not whole, and it is said at which event,', () => {
  test.each([
    ['where a parent is missing', [root, merge, late], merge, /follows event [0-9a-f]{12}, which is missing/],
    ['where the beginning is missing', [early], early, /is missing/],
    [
      'where a number is wrong',
      [root, { ...early, seq: 3 }],
      { ...early, seq: 3 },
      /number 3 where its parents make it 2/,
    ],
    ['where the first is not number 1', [{ ...root, seq: 2 }], { ...root, seq: 2 }, /number 2/],
    [
      'where it follows itself',
      [{ ...early, parents: [early.hash] }],
      { ...early, parents: [early.hash] },
      /number 2 where its parents make it 3/,
    ],
  ])('%s', (_, events, event, why) => {
    expect(orderEvents(events)).toEqual({
      whole: false,
      damage: [expect.objectContaining({ event, why: expect.stringMatching(why) })],
    });
  });

  test('but two branches that both began it make a whole record', () => {
    const other = sealEvent(PROJECT, draftAt(5, 'sue'), []);
    expect(orderEvents([root, other])).toMatchObject({ whole: true, events: [root, other] });
  });
});
