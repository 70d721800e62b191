import fc from 'fast-check';
import type { ArtifactKey } from '../../lib/ids';
import { describeChange, diffImages, type ReleasedImage } from '../../lib/release';
import { release } from './releases';

type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

const before = release({ carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' }).images;
const after = release({ carts: 'carts:0.10.17', 'carts-db': 'carts-db:0.4.1', catalogue: 'catalogue:1.7.0' }).images;

const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'web/app');
const sets: fc.Arbitrary<Images> = fc
  .dictionary(key, fc.constantFrom('x:1', 'x:2', 'x:3'), { noNullPrototype: true })
  .map(
    (entries) =>
      Object.fromEntries(Object.entries(entries).map(([artifact, image]) => [artifact, { image }])) as Images,
  );

describe('the difference between two sets of images', () => {
  test('is what changed and nothing else, sorted', () => {
    expect(diffImages(before, after)).toEqual([
      { artifact: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' },
      { artifact: 'carts-db', from: 'carts-db:0.4.0', to: 'carts-db:0.4.1' },
    ]);
  });

  test('leads from the one to the other', () => {
    fc.assert(
      fc.property(sets, sets, (from, to) => {
        const reached = new Map(Object.entries(from).map(([artifact, { image }]) => [artifact, image]));
        for (const row of diffImages(from, to)) {
          expect(row.from).toBe(reached.get(row.artifact));
          if (row.to === undefined) reached.delete(row.artifact);
          else reached.set(row.artifact, row.to);
        }
        expect(Object.fromEntries(reached)).toEqual(
          Object.fromEntries(Object.entries(to).map(([artifact, { image }]) => [artifact, image])),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('is empty exactly where nothing changed', () => {
    fc.assert(
      fc.property(sets, (images) => {
        expect(diffImages(images, { ...images })).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('from nothing is everything, added', () => {
    expect(diffImages(undefined, after).map((row) => Object.keys(row))).toEqual(Array(3).fill(['artifact', 'to']));
  });
});

describe('the description of a change', () => {
  test('says what went from where to where', () => {
    expect(describeChange(diffImages(before, after))).toBe('carts 0.10.1 --> 0.10.17, carts-db 0.4.0 --> 0.4.1');
  });

  test('says what is new and what is gone', () => {
    const { images } = release({ carts: 'carts:0.10.17', orders: 'orders:1.0.0', catalogue: 'catalogue:1.7.0' });
    expect(describeChange(diffImages(before, images))).toBe(
      'carts 0.10.1 --> 0.10.17; new: orders 1.0.0; removed: carts-db',
    );
  });

  test('counts the services of a first release, not their containers', () => {
    const { images } = release({ carts: 'carts:1', 'web/app': 'app:1', 'web/nginx': 'nginx:1' });
    expect(describeChange(diffImages(undefined, images), { first: true })).toBe('first release of 2 services');
    const one = release({ carts: 'carts:1' }).images;
    expect(describeChange(diffImages(undefined, one), { first: true })).toBe('first release of 1 service');
  });

  test('says that nothing changed', () => expect(describeChange([])).toBe('no change'));

  test('shortens commits, unless that would hide the change', () => {
    const from = `ea19a75${'0'.repeat(33)}`;
    const change = (to: string) => ({
      artifact: 'bags' as ArtifactKey,
      from: `bags:ref.${from}`,
      to: `bags:ref.${to}`,
    });
    expect(describeChange([change(`006baf3${'1'.repeat(33)}`)])).toBe('bags ref.ea19a75 --> ref.006baf3');
    expect(describeChange([change(`ea19a75${'1'.repeat(33)}`)])).toContain(`--> ref.ea19a75${'1'.repeat(33)}`);
  });

  test('tells apart what has one tag and two digests', () => {
    const [a, b] = ['a', 'b'].map((digit) => `carts:1@sha256:${digit.repeat(64)}`);
    expect(describeChange([{ artifact: 'carts' as ArtifactKey, from: a, to: b }])).toBe(
      'carts 1@aaaaaaaaaaaa --> 1@bbbbbbbbbbbb',
    );
  });

  test('stays one line that a person can read, however much changed', () => {
    const changes = Array.from({ length: 400 }, (_, index) => ({
      artifact: `service-${index}` as ArtifactKey,
      from: `x:${'v'.repeat(120)}1`,
      to: `y:${'w'.repeat(120)}2`,
    }));
    const description = describeChange(changes);
    expect(description).toMatch(/; and 392 more$/);
    expect(description.length).toBeLessThan(1200);
    expect(describeChange(changes.slice(0, 3), { limit: 2 })).toMatch(/; and 1 more$/);
  });
});
