import fc from 'fast-check';
import { SlipwayError } from '../../lib/problem.js';
import type { Fact } from '../../lib/promotion/index.js';
import { currentRelease } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { MemoryTarget, type Place, type RenderedStack, weigh } from '../../lib/targets/index.js';
import { FIRST, Stage } from './stage.js';

/** How applying and looking go, one time. */
type Luck = 'well' | 'error before' | 'error after' | 'killed before' | 'killed after' | 'seen nothing';

const LUCK: readonly Luck[] = ['well', 'error before', 'error after', 'killed before', 'killed after', 'seen nothing'];
const ENVIRONMENTS = ['dev', 'hardening'] as const;

class Killed extends Error {}

/** A target on which things go as they go: `stands` is what really stands there. */
class Unlucky extends MemoryTarget {
  luck: Luck = 'well';

  constructor(private readonly stands: MemoryTarget) {
    super();
  }

  override current(place: Place): Promise<string | undefined> {
    return this.stands.current(place);
  }

  override async apply(place: Place, stack: RenderedStack): Promise<void> {
    if (this.luck === 'error before' || this.luck === 'killed before') throw new Killed();
    await this.stands.apply(place, stack);
    if (this.luck === 'error after' || this.luck === 'killed after') throw new Killed();
  }

  override async observe(...args: Parameters<MemoryTarget['observe']>): ReturnType<MemoryTarget['observe']> {
    // Nobody who was killed looks, which comes to the same as seeing nothing.
    if (this.luck.startsWith('killed') || this.luck === 'seen nothing')
      return { state: 'unknown', artifacts: {}, at: args[1] };
    return this.stands.observe(...args);
  }
}

type Step =
  | { readonly do: 'deploy'; readonly release: number; readonly environment: number; readonly luck: Luck }
  | { readonly do: 'judge'; readonly environment: number; readonly verdict: 'pass' | 'fail' };

const environment = fc.nat({ max: ENVIRONMENTS.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deploy' as const),
      release: fc.nat({ max: 2 }),
      environment,
      luck: fc.constantFrom(...LUCK),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('judge' as const),
      environment,
      verdict: fc.constantFrom('pass' as const, 'fail' as const),
    }),
  },
);

/** Whatever happens, ends in an expected way or not at all. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof SlipwayError)) throw error;
  });
}

async function play(
  stage: Stage,
  target: Unlucky,
  releases: readonly Release[],
  steps: readonly Step[],
): Promise<void> {
  for (const [index, now] of steps.entries()) {
    const where = ENVIRONMENTS[now.environment] ?? 'dev';
    if (now.do === 'judge') {
      await attempt(stage.verdict(where, now.verdict));
    } else {
      const holder = `here/${index}`;
      target.luck = now.luck;
      await attempt(stage.deploy(releases[now.release] as Release, where, { target, holder }));
      stage.gone.add(holder);
    }
    await assertTruth(stage);
  }
}

/** The record never claims what is not so: where nothing is under way, what runs is what the record says. */
async function assertTruth(stage: Stage): Promise<void> {
  const state = await stage.state();
  for (const where of ENVIRONMENTS) {
    const { serviceSet, environment: id, ...place } = stage.place(where);
    if ((await stage.in(where))?.ongoing !== undefined) continue;
    const release = currentRelease(state, serviceSet, id);
    const observation = await stage.target.observe({ ...place, serviceSet, environment: id }, stage.now());
    if (release === undefined) expect(observation.state).toBe('absent');
    else expect(weigh(release.images, observation).verdict).toBe('converged');
  }
  assertFences(await stage.facts());
}

/** Every right to change an environment is under a greater fence than the one before it there. */
function assertFences(facts: readonly Fact[]): void {
  const places = new Map<string, string>();
  const fences = new Map<string, number>();
  for (const fact of facts) {
    if (fact.type === 'deployment.requested') places.set(fact.deployment, fact.environment);
    if (fact.type !== 'deployment.requested' && fact.type !== 'deployment.resumed') continue;
    const where = places.get(fact.deployment) ?? '';
    expect(fact.lease.fence).toBe((fences.get(where) ?? 0) + 1);
    fences.set(where, fact.lease.fence);
  }
}

test('however deployments end, the record and what runs agree wherever nothing is under way, and a last command brings them together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const stage = new Stage();
      const releases = [await stage.release(...FIRST)];
      for (const version of ['2', '3']) releases.push(await stage.release(...FIRST.with(0, `carts=carts:${version}`)));
      const target = new Unlucky(stage.target);
      await play(stage, target, releases, steps);
      target.luck = 'well';
      const { deployment } = await stage.deploy(releases[0] as Release, 'dev', { target });
      expect(deployment.status).toBe('succeeded');
      expect((await stage.in('dev'))?.ongoing).toBeUndefined();
      await assertTruth(stage);
    }),
    { numRuns: 150, seed: 11 },
  );
});
