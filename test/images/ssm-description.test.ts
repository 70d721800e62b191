import fc from 'fast-check';
import { describePublisher, readPublisher } from '../../lib/images/ssm/description';
import type { Origin } from '../../lib/origin';

const origin: fc.Arbitrary<Origin> = fc.oneof(
  fc.constant({ kind: 'local' } as const),
  fc.record(
    { kind: fc.constant('ci' as const), service: fc.string(), run: fc.string() },
    { requiredKeys: ['kind', 'service'], noNullPrototype: true },
  ),
);
const publisher = fc.record(
  { actor: fc.string({ unit: 'binary', maxLength: 300 }), origin },
  { requiredKeys: ['actor'], noNullPrototype: true },
);

describe('the description of a parameter', () => {
  test('tells who published it, whatever the name holds', () => {
    fc.assert(
      fc.property(publisher, (by) => {
        const description = describePublisher(by);
        fc.pre(description.includes('"origin"') || by.origin === undefined);
        expect(readPublisher(description)).toEqual(by);
      }),
    );
  });

  test('is never longer than SSM takes, and always names the beginning of the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 900, maxLength: 2500 }), origin, (actor, from) => {
        const description = describePublisher({ actor, origin: from });
        expect(description.length).toBeLessThanOrEqual(1024);
        expect(actor.startsWith(readPublisher(description)?.actor.replace(/\.\.\.$/, '') ?? 'nobody')).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    '',
    'Docker image URL; auto-managed by somebody',
    'Published with Slipway by hand',
    'Published with Slipway by {"actor":1}',
  ])('that somebody else wrote tells nothing: %j', (description) => {
    expect(readPublisher(description)).toBeUndefined();
  });
});
