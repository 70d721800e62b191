import fc from 'fast-check';
import { checkEvent, sealEvent } from '../../../lib/promotion/index.js';
import { chains } from '../arbitraries.js';
import { minute, PROJECT, Story } from '../world.js';

const event = new Story().release('1').events[0];
if (event === undefined) throw new Error('no event');

describe('an event', () => {
  test('has one hash, whatever the order of keys and of parents', () => {
    const { fact } = event;
    const draft = { at: minute(0), actor: 'tim', fact };
    const turned = {
      fact: Object.fromEntries(Object.entries(fact).reverse()) as typeof fact,
      actor: 'tim',
      at: minute(0),
    };
    const parents = ['b', 'a'].map((digit) => ({ hash: digit.repeat(64) as never, seq: 4 }));
    expect(sealEvent(PROJECT, turned, [...parents].reverse())).toEqual(sealEvent(PROJECT, draft, parents));
  });

  test('is one more than the greatest of its parents, which it names sorted and once', () => {
    const parents = [3, 7, 7].map((seq) => ({ hash: String(10 - seq).repeat(64) as never, seq }));
    const sealed = sealEvent(PROJECT, { at: minute(0), actor: 'tim', fact: event.fact }, parents);
    expect(sealed).toMatchObject({ seq: 8, parents: ['3'.repeat(64), '7'.repeat(64)] });
  });

  test('is sound when it is sealed, and after a way through a file', () => {
    fc.assert(
      fc.property(chains, (events) => {
        for (const sealed of events) expect(checkEvent(JSON.parse(JSON.stringify(sealed)))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test('cannot be changed, and leaves the draft that it was made of alone', () => {
    expect(() => Object.assign(event.fact, { type: 'x' })).toThrow(TypeError);
    const draft = { at: minute(0), actor: 'tim', fact: { ...event.fact } };
    sealEvent(PROJECT, draft, []);
    expect(Object.isFrozen(draft.fact)).toBe(false);
  });
});

describe('a damaged event is recognised:', () => {
  test.each<[string, unknown, RegExp]>([
    ['a changed actor', { ...event, actor: 'eve' }, /was changed/],
    ['a changed time', { ...event, at: minute(3) }, /was changed/],
    ['another number', { ...event, seq: 2 }, /was changed/],
    ['something added', { ...event, more: 1 }, /was changed/],
    ['another hash', { ...event, hash: '0'.repeat(64) }, /was changed/],
    ['no hash', { ...event, hash: undefined }, /event\.hash is not a SHA-256/],
    ['no time', { ...event, at: 'yesterday' }, /event\.at is not an instant/],
    ['parents that are none', { ...event, parents: ['x'] }, /event\.parents\[0\] is not a SHA-256/],
    ['an unknown kind', { ...event, fact: { type: 'toString' } }, /"toString" is not known/],
    ['a half fact', { ...event, fact: { type: 'release.created' } }, /event\.fact\.release is not an object/],
    [
      'a wrong number in it',
      { ...event, fact: { type: 'deployment.finished', deployment: 'd', fence: 'x' } },
      /fact\.fence is not a whole/,
    ],
    ['a list', [], /is not an object/],
    ['nothing', undefined, /is not an object/],
  ])('%s', (_, damaged, why) => {
    expect(checkEvent(damaged)).toMatch(why);
  });
});
