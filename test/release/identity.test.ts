import fc from 'fast-check';
import type { ArtifactKey, ProjectId, ServiceSetId } from '../../lib/ids';
import { formatImageReference } from '../../lib/images';
import { type ReleaseContent, releaseContent, releaseId } from '../../lib/release';
import { references } from '../images/arbitraries';
import { problemsOf } from '../images/problems-of';
import { images, main, sockshop } from './releases';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const COMMIT = 'ea19a75c75850f0d5732c2ecd2c4ba5f8b10348b';

const keys = fc.oneof(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,6}(?:\/[a-z0-9]{1,4})?$/), fc.constant('constructor'));
const sets = fc.dictionary(keys, references.map(formatImageReference), {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});

function shuffled<T extends object>(value: T, order: readonly number[]): T {
  const entries = Object.entries(value).map(([key, member], index) => ({ key, member, at: order[index] ?? 0 }));
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ key, member }) => [key, member])) as T;
}

function idOf(set: Record<string, string>): string {
  return releaseId(releaseContent(sockshop, main, images(set)));
}

describe('the id of a release', () => {
  test('is rel- and 12 hex digits, and never changes for the same set', () => {
    expect(idOf({ carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' })).toBe(
      'rel-e89865f25f0f',
    );
  });

  test('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(sets, fc.array(fc.nat(), { minLength: 6 }), (set, order) => {
        const content = releaseContent(sockshop, main, images(set));
        const inner = Object.entries(content.images).map(([key, image]) => [key, shuffled(image, order)] as const);
        const turned = shuffled({ ...content, images: shuffled(Object.fromEntries(inner), order) }, order);
        expect(releaseId(turned as ReleaseContent)).toBe(releaseId(content));
        expect(idOf(shuffled(set, order))).toBe(releaseId(content));
      }),
      { numRuns: 100 },
    );
  });

  test('changes with every image', () => {
    fc.assert(
      fc.property(sets, fc.nat(), references.map(formatImageReference), (set, at, image) => {
        const key = Object.keys(set)[at % Object.keys(set).length] ?? '';
        const changed = { ...set, [key]: image };
        const same = releaseContent(sockshop, main, images(set)).images[key as ArtifactKey]?.image;
        const now = releaseContent(sockshop, main, images(changed)).images[key as ArtifactKey]?.image;
        expect(idOf(changed) === idOf(set)).toBe(same === now);
      }),
      { numRuns: 100 },
    );
  });

  test('changes with one service more or less', () => {
    const set = { carts: 'carts:1', orders: 'orders:1' };
    expect(new Set([idOf(set), idOf({ carts: 'carts:1' }), idOf({ ...set, web: 'web:1' })]).size).toBe(3);
  });

  test('differs between projects and between service sets', () => {
    const set = images({ carts: 'carts:1' });
    const ids = [
      releaseContent(sockshop, main, set),
      releaseContent('storage' as ProjectId, main, set),
      releaseContent(sockshop, 'adapters' as ServiceSetId, set),
    ].map(releaseId);
    expect(new Set(ids).size).toBe(3);
  });

  test('is made of the content alone, whatever stands beside it', () => {
    const content = releaseContent(sockshop, main, images({ carts: 'carts:1' }));
    const beside = { number: 7, actor: 'sue', description: 'x', created: 'later' };
    const noise = Object.fromEntries(
      Object.entries(content.images).map(([key, image]) => [key, { ...image, noise: 1 }]),
    );
    expect(releaseId({ ...content, ...beside, images: noise } as ReleaseContent)).toBe(releaseId(content));
  });
});

describe('the content of a release', () => {
  test('holds normalised references with the digest and the commit that they name', () => {
    const set = images({ web: 'web', carts: `http://Example.com/carts:ref.${COMMIT}@${DIGEST}` });
    expect(releaseContent(sockshop, main, set)).toEqual({
      project: 'sockshop',
      serviceSet: 'main',
      images: {
        carts: { image: `example.com/carts:ref.${COMMIT}@${DIGEST}`, digest: DIGEST, releaseHash: COMMIT },
        web: { image: 'web' },
      },
    });
    expect(Object.keys(releaseContent(sockshop, main, set).images)).toEqual(['carts', 'web']);
  });

  test('is refused with every text that is no image', () => {
    const problems = problemsOf(() => releaseContent(sockshop, main, images({ a: 'A:1', b: 'b:1', c: '' })));
    expect(problems.map(({ code }) => code)).toEqual(['InvalidImage', 'InvalidImage']);
  });
});
