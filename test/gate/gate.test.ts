import type { DeploymentId, Instant } from '../../lib/ids.js';
import {
  currentRelease,
  type Deployment,
  type DeploymentRequested,
  environmentState,
} from '../../lib/promotion/index.js';
import { type SimulatedStack, World } from './cloudformation.js';
import { fingerprint, PROD, prepare, releaseId, SET, stateOf, tell } from './place.js';

const A = { release: 'a', name: 'a0' };
const B = { release: 'b', name: 'b0' };
const MINE = 'dep-00000000c11f' as DeploymentId;

describe('the gate of a stack', () => {
  let world: World;
  let stack: SimulatedStack;

  beforeEach(async () => {
    world = new World();
    stack = world.stack();
    await prepare(world.ledger, world.now, { made: ['a', 'b', 'late'], passed: ['a', 'b'] });
    await stack.deploy(A);
  });

  /** Every deployment to prod, in the order in which it was asked for. */
  const deployments = async (): Promise<readonly Deployment[]> => {
    const { deployments: all, deploymentOrder } = await stateOf(world.ledger);
    return deploymentOrder.flatMap((id) => all[id] ?? []).filter(({ environment }) => environment === PROD);
  };
  const statuses = async () => (await deployments()).map(({ release, status }) => `${release} ${status}`);
  /** The last thing that the function said of a resource, as CloudFormation shows it. */
  const said = (logicalId: 'Gate' | 'Outcome') =>
    world.log.findLast((line) => line.logicalId === logicalId && line.type !== 'Delete' && line.reason !== undefined)
      ?.reason;
  /** Somebody else opens a deployment. */
  const open = async (minutes: number, more: Partial<DeploymentRequested> = {}): Promise<void> => {
    const here = environmentState(await stateOf(world.ledger), SET, PROD);
    await tell(world.ledger, world.now, {
      type: 'deployment.requested',
      deployment: MINE,
      serviceSet: SET,
      environment: PROD,
      release: releaseId('b'),
      kind: 'promote',
      replaces: releaseId('a'),
      target: 'cloudformation',
      lease: {
        holder: 'host/1',
        fence: (here?.fence ?? 0) + 1,
        expires: new Date(Date.parse(world.now) + minutes * 60_000).toISOString() as Instant,
      },
      hashes: { manifest: 'm', template: fingerprint(B.name), preview: 'p' },
      tool: 'slipway',
      ...more,
    });
  };

  test('opens a deployment on behalf of the stack, for an hour, and says what it replaces', async () => {
    let lease: unknown;
    world.between = async () => {
      lease = environmentState(await stateOf(world.ledger), SET, PROD)?.ongoing?.lease;
    };
    const began = Date.parse(world.now);
    await stack.deploy(B);
    expect((await deployments()).at(-1)).toMatchObject({
      actor: 'cloudformation/shop-prod',
      kind: 'deploy',
      replaces: 'rel-a',
      hashes: { template: fingerprint('b0') },
      tool: 'slipway 0.1.0',
      status: 'succeeded',
    });
    expect(lease).toMatchObject({ holder: 'cloudformation/shop-prod/shop-prod-3', fence: 2 });
    const { expires } = lease as { readonly expires: string };
    expect(Math.round((Date.parse(expires) - began) / 60_000)).toBe(60);
  });

  test('goes on under the deployment that the command line opened, and does not hold it against itself', async () => {
    await open(30);
    expect(await stack.deploy(B)).toBe('complete');
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, actor: 'tim@example.org', status: 'succeeded' });
  });

  test('asks the law again before it goes on, and leaves the deployment to who opened it', async () => {
    await open(30, {
      release: releaseId('late'),
      hashes: { manifest: '', template: fingerprint('late0'), preview: '' },
    });
    expect(await stack.deploy({ release: 'late', name: 'late0' })).toBe('rolled-back');
    expect(said('Gate')).toMatch(/^rel-late may not run in prod\. NotYetInPreceding: .* Run `slipway deploy rel-late /);
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, status: 'ongoing' });
  });

  test('goes on under a rollback of the command line, for which the law asks less', async () => {
    await stack.deploy(B);
    await open(30, {
      kind: 'rollback',
      release: releaseId('a'),
      hashes: { manifest: '', template: fingerprint('a1'), preview: '' },
    });
    expect(await stack.deploy({ release: 'a', name: 'a1' })).toBe('complete');
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, kind: 'rollback', status: 'succeeded' });
  });

  test.each([
    ['of another release', { release: releaseId('a') }],
    ['by another template', { hashes: { manifest: '', template: fingerprint('b1'), preview: '' } }],
    ['to another target', { target: 'directory' }],
  ])('does not go on under a deployment %s', async (_, other) => {
    await open(30, other);
    expect(await stack.deploy(B)).toBe('rolled-back');
    expect(said('Gate')).toMatch(/^rel-b cannot run in prod\. EnvironmentBusy: prod is held by host\/1 since 2026-/);
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, status: 'ongoing' });
  });

  test('does not go on under the deployment of another stack', async () => {
    const other = world.stack('shop-prod-too');
    let inside: string | undefined;
    world.between = async () => {
      world.between = async () => undefined;
      inside = await other.deploy(B);
    };
    expect(await stack.deploy(B)).toBe('complete');
    expect(inside).toBe('rolled-back');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
  });

  test('takes a stack of the same name elsewhere for another one', async () => {
    await stack.deploy(B, { blind: true });
    expect(await world.stack('shop-prod', 'us-east-1').deploy({ release: 'a', name: 'a1' })).toBe('rolled-back');
    expect(said('Gate')).toMatch(/EnvironmentBusy/);
  });

  test('lets nobody in under a deployment that was ended before the stack went on', async () => {
    const { pass } = world;
    world.pass = async (milliseconds) => {
      world.pass = pass;
      const deployment = (await deployments()).at(-1)?.id as DeploymentId;
      await tell(world.ledger, world.now, {
        type: 'deployment.finished',
        deployment,
        fence: 2,
        outcome: 'failed',
        artifacts: {},
      });
      await pass.call(world, milliseconds);
    };
    const beforeItAnswers = 4;
    expect(await stack.deploy(B, { kills: [beforeItAnswers] })).toBe('rolled-back');
    expect(said('Gate')).toMatch(
      /^Deployment dep-.* to prod, which this request opened, has ended already as failed\./,
    );
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b failed']);
  });

  test('goes on with what the command line began and left, once its lease is over', async () => {
    await open(-1);
    expect(await stack.deploy(B)).toBe('complete');
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, fence: 3, status: 'succeeded' });
  });

  test('ends what was left behind by what runs, and then opens its own', async () => {
    await open(-1, { hashes: { manifest: '', template: fingerprint('b1'), preview: '' } });
    expect(await stack.deploy(B)).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b rolled-back', 'rel-b succeeded']);
  });

  test('what was left behind before it changed anything has not succeeded, though its release runs', async () => {
    await open(-1, { release: releaseId('a'), hashes: { manifest: '', template: fingerprint('a1'), preview: '' } });
    expect(await stack.deploy(B)).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-a rolled-back', 'rel-b succeeded']);
  });

  test('changes nothing where it is not known what became of what was left behind', async () => {
    await open(-1, { hashes: { manifest: '', template: fingerprint('b1'), preview: '' } });
    stack.blind = true;
    expect(await stack.deploy(B)).toBe('rolled-back');
    expect(said('Gate')).toMatch(
      /^Deployment dep-00000000c11f .* was left behind by host\/1, .* ECS does not answer\. Nothing/,
    );
    expect((await deployments()).at(-1)).toMatchObject({ id: MINE, fence: 2, status: 'ongoing' });
  });

  test('does not judge by ECS what was left behind elsewhere', async () => {
    await open(-1, { target: 'directory' });
    expect(await stack.deploy(B)).toBe('rolled-back');
    expect(said('Gate')).toMatch(
      /left behind by host\/1, and went to the target directory\. End it with `slipway reconcile prod`\.$/,
    );
  });

  test('need not wait for the lease of an earlier change of the same stack', async () => {
    await stack.deploy(B, { blind: true });
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
    expect(await stack.deploy({ release: 'a', name: 'a1' })).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded', 'rel-a succeeded']);
  });

  test('a change of the infrastructure that was turned back has not succeeded, though its release runs', async () => {
    await stack.deploy({ release: 'a', name: 'a1' }, { services: 'after' });
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-a rolled-back']);
  });

  test('a change of the infrastructure that was turned back unseen has not succeeded either', async () => {
    world.between = async () => {
      stack.blind = true;
    };
    await stack.deploy({ release: 'a', name: 'a1' }, { services: 'after' });
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-a ongoing']);
    stack.blind = false;
    world.between = async () => undefined;
    expect(await stack.deploy(B)).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-a rolled-back', 'rel-b succeeded']);
  });

  test('a change that was not let in says nothing of the deployment before it', async () => {
    await stack.deploy(B, { blind: true });
    expect(await stack.deploy({ release: 'late', name: 'late0' })).toBe('rolled-back');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
    expect(await stack.deploy({ release: 'b', name: 'b1' })).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded', 'rel-b succeeded']);
  });

  test('what is turned back is ended when everything was turned back, and not before', async () => {
    await stack.deploy(B, { services: 'after' });
    const ends = world.log.filter(({ decision }) => decision === 'ended');
    expect(ends.at(-1)).toMatchObject({ type: 'Delete', logicalId: 'Gate', outcome: 'rolled-back' });
    expect(currentRelease(await stateOf(world.ledger), SET, PROD)?.id).toBe('rel-a');
  });

  test('a request that was answered and comes again much later opens nothing', async () => {
    await stack.deploy(B);
    for (let index = 0; index < stack.sent.length; index++) await stack.deliverAgain(index);
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
  });

  test('a request that CloudFormation gave up on opens nothing in the midst of the next', async () => {
    await stack.deploy(B, { kills: [0, 0, 0, 0, 0, 0] });
    const given = stack.sent.findIndex(({ ResourceProperties: said }) =>
      JSON.stringify(said).includes(fingerprint('b0')),
    );
    world.between = () => stack.deliverAgain(given);
    expect(await stack.deploy({ release: 'b', name: 'b1' })).toBe('complete');
    expect(await statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
  });
});

describe('the outcome of a stack', () => {
  let world: World;
  let stack: SimulatedStack;

  beforeEach(async () => {
    world = new World();
    stack = world.stack();
    await prepare(world.ledger, world.now, { made: ['a', 'b'], passed: ['a', 'b'] });
    await stack.deploy(A);
  });

  const last = async (): Promise<Deployment | undefined> => {
    const { deployments, deploymentOrder } = await stateOf(world.ledger);
    return deployments[deploymentOrder.at(-1) as DeploymentId];
  };

  test('fails where ECS turned the service back, and names what runs', async () => {
    expect(await stack.deploy(B, { breaker: true })).toBe('rolled-back');
    expect(await last()).toMatchObject({
      status: 'rolled-back',
      artifacts: { carts: { status: 'failed' } },
      message: expect.stringMatching(/^carts: should be .*, is /),
    });
  });

  test('a service that ECS turned back before CloudFormation turned the stack back is as it was', async () => {
    const { observe } = world;
    world.observe = (of) => {
      const seen = observe.call(world, of);
      const artifacts = Object.entries(seen.artifacts).map(([key, one]) => [key, { ...one, phase: 'rolled-back' }]);
      return { ...seen, artifacts: Object.fromEntries(artifacts) };
    };
    await stack.deploy(B, { services: 'before' });
    expect(await last()).toMatchObject({ status: 'rolled-back', artifacts: { carts: { status: 'rolled-back' } } });
  });

  test('waits while services are replaced', async () => {
    let looks = 0;
    const { observe } = world;
    world.observe = (of) => {
      const seen = observe.call(world, of);
      return ++looks < 20 ? { ...seen, state: 'changing', message: 'carts is being replaced' } : seen;
    };
    expect(await stack.deploy(B)).toBe('complete');
    expect(await last()).toMatchObject({ status: 'succeeded' });
  });

  test('that does not come in time is unknown: the stack stands, and the deployment stays ongoing', async () => {
    const began = Date.parse(world.now);
    const { observe } = world;
    world.observe = (of) => ({ ...observe.call(world, of), state: 'changing', message: 'carts is being replaced' });
    expect(await stack.deploy(B)).toBe('complete');
    expect(await last()).toMatchObject({ status: 'ongoing' });
    expect(world.log.at(-2)).toMatchObject({
      logicalId: 'Outcome',
      status: 'SUCCESS',
      decision: 'unknown',
      reason: expect.stringMatching(
        /carts is being replaced\. It stays ongoing\. End it with `slipway reconcile prod`\.$/,
      ),
    });
    const minutes = (Date.parse(world.now) - began) / 60_000;
    expect(minutes).toBeGreaterThan(12);
    expect(minutes).toBeLessThan(14);
  });

  test('does not take one look at something else for a failure', async () => {
    let looks = 0;
    const { observe } = world;
    world.observe = (of) =>
      ++looks === 1 ? { ...observe.call(world, of), state: 'absent', artifacts: {} } : observe.call(world, of);
    expect(await stack.deploy(B)).toBe('complete');
    expect(await last()).toMatchObject({ status: 'succeeded' });
  });

  test('that somebody else is entitled to by now is left to them', async () => {
    world.between = async () => {
      const deployment = (await last())?.id as DeploymentId;
      const expires = new Date(Date.parse(world.now) + 60_000).toISOString() as Instant;
      await tell(world.ledger, world.now, {
        type: 'deployment.resumed',
        deployment,
        lease: { holder: 'host/2', fence: 3, expires },
      });
    };
    expect(await stack.deploy(B)).toBe('complete');
    expect(await last()).toMatchObject({ status: 'ongoing', fence: 3 });
    expect(world.log.at(-2)).toMatchObject({ decision: 'taken-over' });
  });

  test('of a deployment that somebody ended as failed turns the stack back', async () => {
    world.between = async () => {
      const deployment = (await last())?.id as DeploymentId;
      await tell(world.ledger, world.now, {
        type: 'deployment.finished',
        deployment,
        fence: 2,
        outcome: 'failed',
        artifacts: {},
      });
    };
    expect(await stack.deploy(B)).toBe('rolled-back');
    expect(stack.runs).toBe('a');
  });

  test('of what is turned back to less than ran before is a failure', async () => {
    const first = world.stack('another');
    await stack.delete();
    expect(await first.deploy(B, { services: 'after' })).toBe('rolled-back');
    expect(await last()).toMatchObject({ release: 'rel-b', status: 'failed' });
  });
});
