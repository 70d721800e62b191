import fc from 'fast-check';
import { compareInstants, type DeploymentId, type Instant } from '../../../lib/ids.js';
import { record } from '../../../lib/ledger/index.js';
import {
  currentRelease,
  decide,
  type EventDraft,
  environmentState,
  findDeployment,
} from '../../../lib/promotion/index.js';
import { type Mishaps, type Template, World } from '../cloudformation.js';
import { fingerprint, POLICY, PROD, PROJECT, prepare, releaseId, SET, stateOf, tell } from '../place.js';

/** Scripts of each kind: enough to find what was ever found, many more in a thorough run. */
const RUNS = process.env.SLIPWAY_THOROUGH === 'true' ? 5_000 : 40;

/** `a`, `b` may run in prod; `late` never ran in staging; `unknown` is not in the record. */
const MAY = ['a', 'b'];
const RELEASES = [...MAY, 'late', 'unknown'];

/** One thing that somebody does. */
type Step =
  | { readonly do: 'deploy'; readonly by: 'hand' | 'cli'; readonly to: Template; readonly mishaps: Mishaps }
  | { readonly do: 'again'; readonly index: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'abandon'; readonly release: string }
  | { readonly do: 'delete' };

/** What a function recorded, and how its stack stood at that moment. */
interface Recorded {
  readonly draft: EventDraft;
  readonly status: string;
  readonly runs: string | undefined;
  /** The fingerprints of what stands and of what it is becoming. */
  readonly templates: readonly string[];
}

/** The record under watch. */
class Watched {
  readonly world = new World();
  readonly stack = this.world.stack();
  private readonly recorded: Recorded[] = [];
  private readonly ended = new Set<string>();

  async begin(): Promise<void> {
    await prepare(this.world.ledger, this.world.now, { made: [...MAY, 'late'], passed: MAY });
    this.world.onAppend = (draft, { status, runs, template, becoming }) => {
      const templates = [template, becoming].flatMap((one) => (one === undefined ? [] : [fingerprint(one.name)]));
      this.recorded.push({ draft, status, runs, templates });
    };
  }

  /** Checks what was recorded since the last time, and gives how many deployments it opened. */
  private async check(): Promise<number> {
    const state = await stateOf(this.world.ledger);
    let opened = 0;
    for (const { draft, status, runs, templates } of this.recorded.splice(0)) {
      const { fact } = draft;
      if (fact.type === 'deployment.requested' || fact.type === 'deployment.resumed') {
        // A rollback opens nothing, and neither does what is delivered when nobody waits for it.
        expect(status).toMatch(/^(CREATE|UPDATE)_IN_PROGRESS$/);
        if (fact.type === 'deployment.requested') expect(MAY.map(releaseId)).toContain(fact.release);
        opened += fact.type === 'deployment.requested' ? 1 : 0;
      }
      if (fact.type !== 'deployment.finished') continue;
      expect(this.ended).not.toContain(fact.deployment);
      this.ended.add(fact.deployment);
      if (fact.outcome === 'failed') continue;
      const { release, replaces, hashes } = findDeployment(state, fact.deployment) ?? {};
      // What is said to have succeeded runs, and what is said to be as it was is so.
      expect(runs === undefined ? undefined : releaseId(runs)).toBe(fact.outcome === 'succeeded' ? release : replaces);
      if (fact.outcome === 'succeeded') expect(templates).toContain(hashes?.template);
    }
    return opened;
  }

  async take(step: Step): Promise<void> {
    const { world, stack } = this;
    switch (step.do) {
      case 'wait':
        return world.pass(step.minutes * 60_000);
      case 'again':
        await stack.deliverAgain(step.index);
        break;
      case 'delete':
        await stack.delete();
        break;
      case 'abandon':
        await openByCommandLine(world, { release: step.release, name: 'somewhere' }, 20);
        break;
      case 'deploy':
        await this.deploy(step);
    }
    await this.check();
  }

  private async deploy({ by, to, mishaps }: Extract<Step, { do: 'deploy' }>): Promise<void> {
    const { world, stack } = this;
    // CloudFormation does nothing where nothing changed.
    if (stack.template?.name === to.name) return;
    const held = by === 'cli' ? await openByCommandLine(world, to, 60) : undefined;
    if (by === 'cli' && held === undefined) return;
    world.between = async () => {
      const state = await stateOf(world.ledger);
      const slot = environmentState(state, SET, PROD)?.ongoing;
      const ongoing = slot === undefined ? undefined : findDeployment(state, slot.deployment);
      // Past the gate nobody is but under an open deployment of that very release and template.
      expect(ongoing).toMatchObject({ release: releaseId(to.release), hashes: { template: fingerprint(to.name) } });
      expect(stack.gate).toBe(`${ongoing?.id}/${slot?.lease.fence}`);
      expect(MAY).toContain(to.release);
    };
    const end = await stack.deploy(to, mishaps);
    expect(await this.check()).toBeLessThanOrEqual(held === undefined ? 1 : 0);
    const { deployments, environments } = await stateOf(world.ledger);
    const here = environments[`${SET}:${PROD}` as never];
    const isClean = (mishaps.kills ?? []).length < 3 && mishaps.blind !== true;
    if (isClean && end === 'complete') {
      const current = here?.current === undefined ? undefined : deployments[here.current];
      expect(current).toMatchObject({ release: releaseId(to.release), hashes: { template: fingerprint(to.name) } });
      expect(here?.ongoing).toBeUndefined();
    }
    if (held === undefined) return;
    // The command line looks at the end, too, and ends what the stack has left to it.
    const mine = deployments[held];
    if (mine?.status === 'ongoing' && mine.supersededBy === undefined)
      await tell(world.ledger, world.now, {
        type: 'deployment.finished',
        deployment: held,
        fence: mine.fence,
        outcome: end === 'complete' && stack.runs === to.release ? 'succeeded' : 'failed',
        artifacts: {},
      });
  }

  /** Everything is over: who comes last ends what is left by what runs, and every deployment has one end. */
  async end(): Promise<void> {
    const { world, stack } = this;
    for (let index = 0; index < stack.sent.length; index++) await stack.deliverAgain(index);
    await this.check();
    await world.pass(61 * 60_000);
    const state = await stateOf(world.ledger);
    const slot = environmentState(state, SET, PROD)?.ongoing;
    const left = Object.values(state.deployments).filter(({ status }) => status === 'ongoing');
    // Nothing is under way but what holds the place: that can be found, and ended.
    expect(left.map(({ id }) => id)).toEqual(slot === undefined ? [] : [slot.deployment]);
    for (const { Status } of stack.whileTurnedBack) expect(Status).toBe('SUCCESS');
  }
}

/** The command line opens a deployment, if the law lets it. */
async function openByCommandLine(world: World, to: Template, minutes: number): Promise<DeploymentId | undefined> {
  const deployment =
    `dep-${(await world.ledger.events(PROJECT)).length.toString(16).padStart(12, '0')}` as DeploymentId;
  const place = { serviceSet: SET, environment: PROD, release: releaseId(to.release) };
  const { event } = await record(world.ledger, PROJECT, ({ state }) => {
    const here = environmentState(state, SET, PROD);
    const replaces = currentRelease(state, SET, PROD)?.id;
    const decision = decide({ project: POLICY, state, ...place, kind: 'promote', at: world.now });
    // What was left behind the command line would end first.
    if (!decision.eligible || here?.ongoing !== undefined) return undefined;
    const expires = new Date(Date.parse(world.now) + minutes * 60_000).toISOString() as Instant;
    return {
      at: world.now,
      actor: 'tim@example.org',
      fact: {
        type: 'deployment.requested',
        deployment,
        ...place,
        kind: 'promote',
        ...(replaces === undefined ? {} : { replaces }),
        target: 'cloudformation',
        lease: { holder: 'host/1', fence: (here?.fence ?? 0) + 1, expires },
        hashes: { manifest: 'm', template: fingerprint(to.name), preview: 'p' },
        tool: 'slipway',
      },
    };
  });
  return event === undefined ? undefined : deployment;
}

async function play(script: readonly Step[]): Promise<World> {
  const watched = new Watched();
  await watched.begin();
  for (const step of script) await watched.take(step);
  await watched.end();
  return watched.world;
}

const template = fc
  .record({ release: fc.constantFrom('a', 'b', 'b', 'late', 'unknown'), infrastructure: fc.nat(1) })
  .map(({ release, infrastructure }): Template => ({ release, name: `${release}${infrastructure}` }));

const mishaps: fc.Arbitrary<Mishaps> = fc.record(
  {
    services: fc.constantFrom('before' as const, 'after' as const),
    breaker: fc.constant(true),
    blind: fc.constant(true),
    kills: fc.array(fc.nat(9), { maxLength: 5 }),
  },
  { requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deploy' as const),
      by: fc.constantFrom('hand' as const, 'cli' as const),
      to: template,
      mishaps,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), index: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(5, 61) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon' as const), release: fc.constantFrom(...MAY) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'delete' as const }) },
);

describe('whatever CloudFormation, Lambda and people do', () => {
  test('a requested change has at most one deployment, with one end, and what succeeded runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (script) => {
        await play(script);
      }),
      { numRuns: RUNS },
    );
  });

  const ends: readonly Mishaps[] = [
    {},
    { services: 'before' },
    { services: 'after' },
    { breaker: true },
    { blind: true },
  ];

  test.each(ends.flatMap((first) => ends.map((second) => [first, second] as const)))(
    'killed at any point of any delivery: %j, then %j',
    async (first, second) => {
      const to = (name: string, more: Mishaps): Step => ({
        do: 'deploy',
        by: 'hand',
        to: { release: 'b', name },
        mishaps: more,
      });
      const set: Step = { do: 'deploy', by: 'hand', to: { release: 'a', name: 'a0' }, mishaps: {} };
      const { longest } = await play([set, to('b0', first), to('b1', second)]);
      expect(longest).toBeGreaterThan(2);
      for (let kill = 0; kill < longest; kill++)
        for (const kills of [[kill], [99, kill], [99, 99, kill], [99, 99, 99, kill], [kill, kill, kill]])
          await play([set, to('b0', { ...first, kills }), to('b1', second)]);
    },
  );

  test('what was killed once, wherever, is made good by the next delivery', async () => {
    for (const logicalId of ['Gate', 'Outcome'])
      for (let kill = 0; kill < 12; kill++) {
        const watched = new Watched();
        await watched.begin();
        await watched.stack.deploy({ release: 'a', name: 'a0' });
        expect(
          await watched.stack.deploy(
            { release: 'b', name: 'b0' },
            { kills: logicalId === 'Gate' ? [kill] : [99, kill] },
          ),
        ).toBe('complete');
        const { deployments } = await stateOf(watched.world.ledger);
        const inProd = Object.values(deployments).filter(({ environment }) => environment === PROD);
        expect(inProd.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
      }
  });

  test('every release and every end, once each way, with every request delivered once more after every step', async () => {
    for (const by of ['hand', 'cli'] as const)
      for (const release of RELEASES)
        for (const end of ends)
          for (const index of [0, 1, 2, 3, 4, 5])
            await play([
              { do: 'deploy', by: 'hand', to: { release: 'a', name: 'a0' }, mishaps: {} },
              { do: 'again', index },
              { do: 'deploy', by, to: { release, name: 'x' }, mishaps: end },
              { do: 'again', index },
              { do: 'deploy', by, to: { release: 'b', name: 'b1' }, mishaps: {} },
              { do: 'again', index },
            ]);
  });
});

describe('two at once', () => {
  test('of stacks and a command line that want one place, one goes on at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, sameTemplate) => {
        const world = new World();
        await prepare(world.ledger, world.now, { made: MAY, passed: MAY });
        world.around = (act) => scheduler.schedule(Promise.resolve(), 'act').then(act);
        const past: string[] = [];
        let inside = 0;
        world.between = async () => {
          inside++;
          expect(inside).toBe(1);
          await scheduler.schedule(Promise.resolve(), 'services change');
          inside--;
          past.push('stack');
        };
        const one = world.stack('one').deploy({ release: 'a', name: 'a0' });
        const two = world.stack('two').deploy({ release: sameTemplate ? 'a' : 'b', name: sameTemplate ? 'a0' : 'b0' });
        await scheduler.waitFor(Promise.all([one, two]));
        const { deployments } = await stateOf(world.ledger);
        const inProd = Object.values(deployments).filter(({ environment }) => environment === PROD);
        expect(inProd.map(({ status }) => status)).toEqual(past.map(() => 'succeeded'));
      }),
      { numRuns: RUNS },
    );
  });

  test('a request that is delivered twice at once opens one deployment and gets one answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = new World();
        await prepare(world.ledger, world.now, { made: MAY, passed: MAY });
        const stack = world.stack();
        await stack.deploy({ release: 'a', name: 'a0' });
        world.around = (act) => scheduler.schedule(Promise.resolve(), 'act').then(act);
        const answers: unknown[] = [];
        const { run } = world;
        world.run = async (event, of, kill) => {
          const both = await Promise.all([run.call(world, event, of, kill), run.call(world, event, of, kill)]);
          if ((event as { LogicalResourceId: string }).LogicalResourceId === 'Gate') answers.push(both);
          return both[0];
        };
        await scheduler.waitFor(stack.deploy({ release: 'b', name: 'b0' }));
        const [gate] = answers as [{ PhysicalResourceId: string }, { PhysicalResourceId: string }][];
        expect(gate?.[0].PhysicalResourceId).toBe(gate?.[1].PhysicalResourceId);
        const { deployments } = await stateOf(world.ledger);
        const inProd = Object.values(deployments).filter(({ environment }) => environment === PROD);
        expect(inProd.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
        expect(inProd.every(({ requestedAt }) => compareInstants(requestedAt, world.now) <= 0)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
