import fc from 'fast-check';
import { sha256 } from '../../lib/canonical.js';
import type { ArtifactKey } from '../../lib/ids.js';
import { type Observation, type ObservedArtifact, toOutcomes, weigh } from '../../lib/targets/index.js';
import { AT, digest, images } from './places.js';

function seen(artifacts: Record<string, ObservedArtifact>, over: Partial<Observation> = {}): Observation {
  return { state: 'present', artifacts, at: AT, ...over };
}

const pinned = `carts:1@${digest('a')}`;

describe('a release has converged', () => {
  test.each<[string, Record<string, string>, Record<string, ObservedArtifact>]>([
    ['where the references are equal', { carts: 'carts:1' }, { carts: { image: 'carts:1' } }],
    [
      'where the digests are, whatever label stands before them',
      { carts: pinned },
      { carts: { image: `carts:2@${digest('a')}`, digest: digest('a') } },
    ],
    ['where only the digest is known to run', { carts: pinned }, { carts: { digest: digest('a') } }],
    ['where it is empty and nothing runs', {}, {}],
    [
      'where services are called as members of every object',
      { constructor: 'carts:1' },
      { constructor: { image: 'carts:1' } },
    ],
  ])('%s', (_, wanted, found) => {
    const evidence = weigh(images(wanted), seen(found));
    expect(evidence.verdict).toBe('converged');
    expect(evidence.findings).toEqual([]);
  });
});

describe('a release has drifted', () => {
  test.each<[string, Record<string, string>, Record<string, ObservedArtifact>, RegExp]>([
    [
      'where another label runs',
      { carts: 'carts:1' },
      { carts: { image: 'carts:2' } },
      /carts: should be carts:1, is carts:2/,
    ],
    [
      'where another digest runs under the same label',
      { carts: pinned },
      { carts: { image: `carts:1@${digest('b')}`, digest: digest('b') } },
      /should be/,
    ],
    [
      'where the digest runs from another repository',
      { carts: pinned },
      { carts: { image: `cats:1@${digest('a')}`, digest: digest('a') } },
      /should be/,
    ],
    [
      'where a pinned image is asked for and a label runs',
      { carts: pinned },
      { carts: { image: 'carts:1' } },
      /should be/,
    ],
    [
      'where a service is missing',
      { carts: 'carts:1', cart: 'cart:1' },
      { carts: { image: 'carts:1' } },
      /cart: should be cart:1, is missing/,
    ],
    [
      'where a service runs that it does not have',
      {},
      { carts: { image: 'carts:1' } },
      /carts: runs carts:1, which no release put there/,
    ],
    [
      'where a service is missing that is called as a member of every object',
      { constructor: 'carts:1' },
      {},
      /is missing/,
    ],
  ])('%s', (_, wanted, found, finding) => {
    const evidence = weigh(images(wanted), seen(found));
    expect(evidence.verdict).toBe('drifted');
    expect(evidence.findings).toEqual([expect.stringMatching(finding)]);
  });

  test('where nothing stands there', () => {
    expect(weigh({}, seen({}, { state: 'absent' })).verdict).toBe('drifted');
    const evidence = weigh(images({ carts: 'carts:1' }), seen({}, { state: 'absent' }));
    expect(evidence).toMatchObject({
      verdict: 'drifted',
      findings: ['nothing stands there', expect.any(String)],
    });
  });

  test('where the stack is not the one that was deployed, even if its images are', () => {
    const there = seen({ carts: { image: 'carts:1' } }, { template: '{"edited":true}' });
    expect(weigh(images({ carts: 'carts:1' }), there, sha256('{}'))).toMatchObject({
      verdict: 'drifted',
      artifacts: { carts: { verdict: 'converged' } },
      findings: ['the stack that stands there is not the one that was deployed'],
    });
    expect(weigh(images({ carts: 'carts:1' }), there, sha256('{"edited":true}')).verdict).toBe('converged');
  });

  test('where another stack stands there that nobody can read: what differs needs no reading', () => {
    const there = seen({}, { state: 'unknown', template: 'half a st', message: 'not readable' });
    expect(weigh(images({ carts: 'carts:1' }), there, sha256('{}'))).toMatchObject({
      verdict: 'drifted',
      artifacts: { carts: { verdict: 'unknown' } },
      findings: ['not readable', expect.stringContaining('not the one that was deployed')],
    });
  });
});

describe('it is not known', () => {
  test('where the place could not be looked at', () => {
    const evidence = weigh(
      images({ carts: 'carts:1' }),
      seen({}, { state: 'unknown', message: 'not reachable' }),
      sha256(''),
    );
    expect(evidence).toMatchObject({
      verdict: 'unknown',
      artifacts: { carts: { verdict: 'unknown', expected: 'carts:1' } },
      findings: ['not reachable'],
    });
  });

  test('even of a release of nothing', () => {
    expect(weigh({}, seen({}, { state: 'unknown' }))).toMatchObject({
      verdict: 'unknown',
      findings: ['what runs could not be found out'],
    });
  });

  test('where the image of one service is not', () => {
    const evidence = weigh(
      images({ carts: 'carts:1', cart: 'cart:1' }),
      seen({ carts: { image: 'carts:1' }, cart: {} }),
    );
    expect(evidence).toMatchObject({ verdict: 'unknown', findings: ['cart: what runs is not known'] });
  });

  test('but what is known to differ differs, whatever else is not', () => {
    const evidence = weigh(
      images({ carts: 'carts:1', cart: 'cart:1' }),
      seen({ carts: { image: 'carts:2' }, cart: {} }),
    );
    expect(evidence.verdict).toBe('drifted');
  });
});

test('a release has converged exactly if everything that is asked for runs, nothing else does, and the stack is that one', () => {
  const artifact = fc.constantFrom('carts', 'catalogue', 'constructor', 'x/y');
  const image = fc.constantFrom('a:1', 'a:2', `a:1@${digest('a')}`, `b:1@${digest('a')}`, `a:1@${digest('b')}`);
  const some = fc.dictionary(artifact, image, { noNullPrototype: true });
  const bare = (text: string) => /@(.*)$/.exec(text)?.[1];
  const same = (a: string, b: string | undefined) =>
    b !== undefined && (bare(a) === undefined ? a === b : bare(a) === bare(b) && a[0] === b[0]);
  fc.assert(
    fc.property(some, fc.option(some, { nil: undefined }), fc.boolean(), (wanted, other, edited) => {
      const runs = other ?? wanted;
      const found = Object.fromEntries(
        Object.entries(runs).map(([key, text]) => [
          key,
          { image: text, ...(bare(text) === undefined ? {} : { digest: bare(text) as string }) },
        ]),
      );
      const evidence = weigh(
        images(wanted),
        seen(found, { template: edited ? 'edited' : 'as it was' }),
        sha256('as it was'),
      );
      const equal =
        !edited &&
        Object.keys(wanted).sort().join() === Object.keys(runs).sort().join() &&
        Object.entries(wanted).every(([key, text]) => same(text, Object.hasOwn(runs, key) ? runs[key] : undefined));
      expect(evidence.verdict).toBe(equal ? 'converged' : 'drifted');
      expect(evidence.findings.length === 0).toBe(equal);
    }),
    { numRuns: 300, seed: 7 },
  );
});

describe('the evidence as it is recorded', () => {
  const carts = 'carts' as ArtifactKey;

  test('tells what was changed from what was left alone, what failed, what is unknown and what is surplus', () => {
    const wanted = images({ carts: pinned, cart: 'cart:1', front: 'front:1', user: 'user:1' });
    const found = {
      carts: { image: pinned, digest: digest('a') },
      cart: { image: 'cart:1' },
      front: { image: 'front:2' },
      user: {},
      old: { image: 'old:1' },
    };
    expect(toOutcomes(weigh(wanted, seen(found)), [{ artifact: carts, from: 'carts:0', to: pinned }])).toEqual({
      carts: { status: 'running', image: pinned, digest: digest('a') },
      cart: { status: 'unchanged', image: 'cart:1' },
      front: { status: 'failed', image: 'front:2' },
      user: { status: 'unknown', image: 'user:1' },
      old: { status: 'failed', image: 'old:1' },
    });
  });

  test('tells what was taken away, unless it is still there or nobody knows', () => {
    const removal = [{ artifact: carts, from: 'carts:0' }];
    const wanted = images({ cart: 'cart:1' });
    const outcomeOf = (observation: Observation) => toOutcomes(weigh(wanted, observation), removal)[carts];
    expect(outcomeOf(seen({ cart: { image: 'cart:1' } }))).toEqual({ status: 'removed', image: 'carts:0' });
    expect(outcomeOf(seen({ cart: { image: 'cart:1' }, carts: { image: 'carts:0' } }))).toMatchObject({
      status: 'failed',
    });
    expect(outcomeOf(seen({}, { state: 'unknown' }))).toMatchObject({ status: 'unknown' });
  });
});

describe('while something is still at work', () => {
  test.each<[string, Observation]>([
    ['somewhere in the whole place', seen({}, { state: 'changing', message: 'the stack is UPDATE_IN_PROGRESS' })],
    ['at one service', seen({ carts: { image: 'carts:1', phase: 'changing' } })],
    [
      'at one service, and another one went back',
      seen({ carts: { phase: 'changing' }, cart: { phase: 'rolled-back' } }),
    ],
    ['at a template that is not the deployed one', seen({ carts: { phase: 'changing' } }, { template: 'another' })],
  ])('nothing is final: %s', (_, observation) => {
    const evidence = weigh(images({ carts: 'carts:1', cart: 'cart:1' }), observation, sha256('the one'));
    expect(evidence.verdict).toBe('converging');
  });

  test('it is said what is', () => {
    const stack = seen({}, { state: 'changing', message: 'the stack is UPDATE_IN_PROGRESS' });
    expect(weigh(images({ carts: 'carts:1' }), stack).findings).toEqual(['the stack is UPDATE_IN_PROGRESS']);
    const service = seen({ carts: { phase: 'changing' } });
    expect(weigh(images({ carts: 'carts:1' }), service).findings).toEqual(['carts: is still being replaced']);
  });
});

describe('a release was turned back', () => {
  test('where a service went back by itself, though all else is right', () => {
    const observation = seen({ carts: { image: 'carts:0', phase: 'rolled-back' }, cart: { image: 'cart:1' } });
    const evidence = weigh(images({ carts: 'carts:1', cart: 'cart:1' }), observation);
    expect(evidence.verdict).toBe('rolled-back');
    expect(evidence.findings).toEqual(['carts: was turned back by itself to carts:0']);
    expect(toOutcomes(evidence, [])).toMatchObject({ carts: { status: 'rolled-back' }, cart: { status: 'unchanged' } });
  });

  test('where a service went back although it runs the very same image', () => {
    const observation = seen({ carts: { image: pinned, digest: digest('a'), phase: 'rolled-back' } });
    expect(weigh(images({ carts: pinned }), observation).verdict).toBe('rolled-back');
  });

  test('where the whole place was, and something else runs', () => {
    const observation = seen({ carts: { image: 'carts:0' } }, { rolledBack: true });
    expect(weigh(images({ carts: 'carts:1' }), observation).verdict).toBe('rolled-back');
  });

  test('but not where the place was turned back to this very release', () => {
    const observation = seen({ carts: { image: 'carts:1' } }, { rolledBack: true });
    expect(weigh(images({ carts: 'carts:1' }), observation).verdict).toBe('converged');
  });
});
