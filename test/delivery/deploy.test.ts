import { changeOf, createRelease, plan } from '../../lib/delivery/index.js';
import type { EnvironmentId } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import { MemoryTarget, type Observation, type Place, type RenderedStack } from '../../lib/targets/index.js';
import { codesOf, errorOf, FIRST, SOCKSHOP, Stage } from './stage.js';

/** A target in memory of which single steps can be replaced. */
class OddTarget extends MemoryTarget {
  onApply: ((place: Place, stack: RenderedStack) => Promise<void>) | undefined;
  onObserve: (() => Promise<Observation>) | undefined;

  override async apply(place: Place, stack: RenderedStack): Promise<void> {
    return this.onApply === undefined ? super.apply(place, stack) : this.onApply(place, stack);
  }

  override async observe(...args: Parameters<MemoryTarget['observe']>): Promise<Observation> {
    return this.onObserve === undefined ? super.observe(...args) : this.onObserve();
  }

  /** Applies after all. */
  really(place: Place, stack: RenderedStack): Promise<void> {
    return super.apply(place, stack);
  }
}

class Killed extends Error {}

let stage: Stage;
let target: OddTarget;
let first: Release;
let second: Release;

beforeEach(async () => {
  stage = new Stage();
  target = new OddTarget();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

/** Leaves a deployment behind as a process does that is killed before or after it applied. */
async function leaveBehind(release: Release, applied: boolean, holder = 'there/2'): Promise<void> {
  const killed = new OddTarget();
  killed.onApply = async (place, stack) => {
    if (applied) await target.really(place, stack);
    throw new Killed();
  };
  killed.current = (place) => target.current(place);
  killed.onObserve = async () => {
    throw new Killed();
  };
  const { deployment } = await stage.deploy(release, 'dev', { target: killed, holder });
  expect(deployment.status).toBe('ongoing');
}

describe('the outcome', () => {
  test('is a success where what stands there is what was asked for, with the evidence per service', async () => {
    await stage.deploy(first, 'dev', { target });
    const { deployment, changes, performed } = await stage.deploy(second, 'dev', { target });
    expect(deployment).toMatchObject({
      release: second.id,
      replaces: first.id,
      status: 'succeeded',
      artifacts: {
        carts: { status: 'running', image: 'carts:0.10.17' },
        'carts-db': { status: 'unchanged', image: 'carts-db:0.4.0' },
        catalogue: { status: 'unchanged', image: 'catalogue:1.7.0' },
      },
    });
    expect(deployment).not.toHaveProperty('message');
    expect(changes).toEqual([{ artifact: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' }]);
    expect(performed).toBe(true);
  });

  test('is a success where applying reported an error and the stack stands there nevertheless', async () => {
    target.onApply = async (place, stack) => {
      await target.really(place, stack);
      throw new Error('the connection was lost');
    };
    const { deployment } = await stage.deploy(first, 'dev', { target });
    expect(deployment.status).toBe('succeeded');
    expect((await stage.in('dev'))?.current).toBe(deployment.id);
  });

  test('is a failure with its cause where the old stack still stands, and the old release goes on being what runs', async () => {
    const before = await stage.deploy(first, 'dev', { target });
    target.onApply = async () => {
      throw new Error('no room');
    };
    const { deployment, changes } = await stage.deploy(second, 'dev', { target });
    expect(deployment).toMatchObject({
      status: 'failed',
      artifacts: { carts: { status: 'failed', image: 'carts:0.10.1' }, catalogue: { status: 'unchanged' } },
    });
    expect(deployment.message).toMatch(/^no room; carts: should be carts:0\.10\.17, is carts:0\.10\.1/);
    expect(changes).toEqual([]);
    expect(await stage.in('dev')).toMatchObject({ current: before.deployment.id });
    expect((await stage.in('dev'))?.ongoing).toBeUndefined();
  });

  test('is a failure where applying reported success and did nothing', async () => {
    target.onApply = async () => {};
    const { deployment } = await stage.deploy(first, 'dev', { target });
    expect(deployment).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('nothing stands there'),
    });
  });

  test('is a failure where another stack with the same images stands there', async () => {
    target.onApply = (place, { stackName, template }) =>
      target.really(place, { stackName, template: template.replace('"Description":""', '"Description":"edited"') });
    const { deployment } = await stage.deploy(first, 'dev', { target });
    expect(deployment).toMatchObject({
      status: 'failed',
      message: 'the stack that stands there is not the one that was deployed',
    });
  });

  test.each<[string, () => Promise<Observation>]>([
    [
      'the target does not know',
      async () => ({ state: 'unknown', artifacts: {}, at: stage.now(), message: 'not reachable' }),
    ],
    [
      'the target breaks when it is asked',
      async () => {
        throw new Error('not reachable');
      },
    ],
  ])('is not claimed where %s: nothing is recorded, and the deployment stays under way', async (_, observe) => {
    target.onObserve = observe;
    const { deployment, changes } = await stage.deploy(first, 'dev', { target });
    expect(deployment.status).toBe('ongoing');
    expect(changes).toEqual([]);
    expect(await stage.factTypes()).toEqual(['release.created', 'release.created', 'deployment.requested']);
    expect((await stage.in('dev'))?.ongoing?.deployment).toBe(deployment.id);
  });

  test('tells what was taken away from the project and what came to it', async () => {
    await stage.deploy(first, 'dev', { target });
    const smaller = SOCKSHOP.replace('  - { id: catalogue, image: catalogue }', '  - { id: orders, image: orders }');
    const next = new Stage(smaller, { goesOn: stage });
    const third = await next.release('carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'orders=orders:1.0.0');
    const { deployment, changes } = await next.deploy(third, 'dev', { target });
    expect(deployment).toMatchObject({
      status: 'succeeded',
      artifacts: {
        carts: { status: 'unchanged' },
        catalogue: { status: 'removed', image: 'catalogue:1.7.0' },
        orders: { status: 'running', image: 'orders:1.0.0' },
      },
    });
    expect(changes).toEqual([
      { artifact: 'catalogue', from: 'catalogue:1.7.0' },
      { artifact: 'orders', to: 'orders:1.0.0' },
    ]);
  });
});

describe('the record', () => {
  test('holds the intent before anything is applied, and the outcome only after it was looked at', async () => {
    const seen: string[][] = [];
    const look = async () => seen.push([...(await stage.factTypes()).slice(2)]);
    target.onApply = async (place, stack) => {
      await look();
      await target.really(place, stack);
    };
    const observe = target.observe.bind(target);
    target.observe = async (...args) => {
      await look();
      return observe(...args);
    };
    await stage.deploy(first, 'dev', { target });
    await look();
    expect(seen).toEqual([
      ['deployment.requested'],
      ['deployment.requested'],
      ['deployment.requested', 'deployment.finished'],
    ]);
  });

  test('holds nothing of a release that cannot be rendered', async () => {
    stage.renderer.render = async () => {
      throw new Error('no such subnet');
    };
    await expect(stage.deploy(first)).rejects.toThrow('no such subnet');
    expect(await stage.factTypes()).toEqual(['release.created', 'release.created']);
  });

  test('gets no event where the release stands there already, and nothing is applied', async () => {
    const { deployment } = await stage.deploy(first, 'dev', { target });
    const before = await stage.facts();
    target.onApply = async () => {
      throw new Error('nothing was to be applied');
    };
    expect(await stage.deploy(first, 'dev', { target })).toEqual({
      deployment,
      changes: [],
      performed: false,
      notes: [],
    });
    expect(await stage.facts()).toEqual(before);
  });

  test('tells two deployments of one release apart where only the manifest changed', async () => {
    const one = await stage.deploy(first);
    stage.renderer.settings = 'more memory';
    const two = await stage.deploy(first);
    expect(two).toMatchObject({
      performed: true,
      changes: [],
      deployment: { status: 'succeeded', replaces: first.id },
    });
    expect(two.deployment.id).not.toBe(one.deployment.id);
    expect(two.deployment.hashes.template).not.toBe(one.deployment.hashes.template);
    expect(two.deployment.hashes.preview).not.toBe(one.deployment.hashes.preview);
  });

  test('says of a rollback what it replaced', async () => {
    await stage.pass(first, 'dev');
    await stage.deploy(second);
    const { deployment } = await stage.deploy(first, 'dev', {}, { kind: 'rollback' });
    expect(deployment).toMatchObject({ kind: 'rollback', release: first.id, replaces: second.id, status: 'succeeded' });
  });

  test('says which change was made, even where another release took the place while it was planned', async () => {
    await stage.deploy(first);
    const third = await stage.release(...FIRST.with(2, 'catalogue=catalogue:1.8.0'));
    const change = await plan(stage.delivery, { release: third, environment: 'dev' as EnvironmentId }, stage.means());
    // After this one found out about the place, and before its own intent.
    const decideFirst = stage.ledger.view.bind(stage.ledger);
    let looks = 0;
    stage.ledger.view = async (project) => {
      const view = await decideFirst(project);
      if (++looks !== 1) return view;
      await stage.deploy(second);
      return view;
    };
    const { deployment, changes } = await stage.deploy(third);
    expect(deployment.replaces).toBe(second.id);
    expect(deployment.hashes.preview).not.toBe(change.identity.hash);
    expect(changes).toEqual([
      { artifact: 'carts', from: 'carts:0.10.17', to: 'carts:0.10.1' },
      { artifact: 'catalogue', from: 'catalogue:1.7.0', to: 'catalogue:1.8.0' },
    ]);
  });
});

describe('of several who deploy', () => {
  test('one service each, no one undoes what the other has put there', async () => {
    await stage.deploy(first);
    const carts = { singleService: { service: 'carts', environment: 'dev' }, choices: ['carts=carts:2'] };
    const catalogue = {
      singleService: { service: 'catalogue', environment: 'dev' },
      choices: ['catalogue=catalogue:2'],
    };
    const signer = { actor: 'tim' };
    const mine = await createRelease(stage.delivery, carts, signer);
    const theirs = await createRelease(stage.delivery, catalogue, signer);
    expect([mine.onto, theirs.onto]).toEqual([first.id, first.id]);
    await stage.deploy(theirs.release, 'dev', {}, { onto: first.id });
    const end = await errorOf(stage.deploy(mine.release, 'dev', {}, { onto: first.id }));
    expect(end).toMatchObject({
      kind: 'conflict',
      problems: [{ code: 'EnvironmentMoved', message: expect.stringMatching(`${first.id}.*${theirs.release.id}`) }],
    });
    expect(Object.keys((await stage.in('dev'))?.succeeded ?? {}).sort()).toEqual([first.id, theirs.release.id].sort());
    // Whoever wants the very thing that stands there by now has nothing to complain about.
    const again = await stage.deploy(theirs.release, 'dev', {}, { onto: first.id });
    expect(again.performed).toBe(false);
  });

  test('the change that is recorded starts from the stack that stands there, whenever it got there', async () => {
    await stage.deploy(first);
    const current = stage.target.current.bind(stage.target);
    stage.target.current = async (place) => {
      stage.target.current = current;
      const before = await current(place);
      await stage.deploy(second);
      return before;
    };
    const third = await stage.release(...FIRST.with(2, 'catalogue=catalogue:1.8.0'));
    const stack = await stage.renderer.render(stage.place('dev'), third);
    const { deployment } = await stage.deploy(third);
    const before = (await stage.renderer.render(stage.place('dev'), second)).template;
    const actual = changeOf(stage.place('dev'), third, second, stack, before);
    expect(deployment.hashes.preview).toBe(actual.identity.hash);
  });

  test('only one gets the environment: the other is told who holds it, and has changed nothing', async () => {
    let other: Promise<unknown> | undefined;
    target.onApply = async (place, stack) => {
      target.onApply = undefined;
      other = errorOf(stage.deploy(second, 'dev', { target, holder: 'there/2' }));
      await other;
      await target.really(place, stack);
    };
    const { deployment } = await stage.deploy(first, 'dev', { target, holder: 'here/1' });
    expect(deployment.status).toBe('succeeded');
    expect(await other).toMatchObject({
      kind: 'conflict',
      problems: [
        { code: 'EnvironmentBusy', message: expect.stringMatching(/held by here\/1.*on behalf of tim.*until/) },
      ],
    });
    expect(await stage.factTypes()).toEqual([
      'release.created',
      'release.created',
      'deployment.requested',
      'deployment.finished',
    ]);
  });

  test('who begin at the same moment, one wins the place and nobody is lost', async () => {
    const releases = [first, second, first, second];
    const ends = await Promise.allSettled(
      releases.map((release, index) => stage.deploy(release, 'dev', { target, holder: `here/${index}` })),
    );
    const done = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.deployment.id] : []));
    const codes = await Promise.all(
      ends.flatMap((end) => (end.status === 'rejected' ? [codesOf(Promise.reject(end.reason))] : [])),
    );
    expect(done.length).toBeGreaterThan(0);
    expect(codes.every(([code]) => code === 'EnvironmentBusy')).toBe(true);
    const { deployments, deploymentOrder } = await stage.state();
    expect(new Set(done)).toEqual(new Set(deploymentOrder));
    expect(Object.values(deployments).every(({ status }) => status === 'succeeded')).toBe(true);
  });

  test('one who is overtaken again and again gives up, and has changed nothing', async () => {
    await stage.deploy(first);
    const third = await stage.release(...FIRST.with(2, 'catalogue=catalogue:1.8.0'));
    const render = stage.renderer.render.bind(stage.renderer);
    // Whenever a change was planned, and before it is begun, somebody else puts the other release there.
    let overtakings = 0;
    stage.renderer.render = async (place, release) => {
      const stack = await render(place, release);
      if (release === third) await stage.deploy(overtakings++ % 2 === 0 ? second : first);
      return stack;
    };
    const error = await errorOf(stage.deploy(third));
    expect(error).toMatchObject({ kind: 'conflict', problems: [{ code: 'EnvironmentBusy' }] });
    expect(overtakings).toBe(6);
    expect(Object.values((await stage.state()).deployments).every(({ release }) => release !== third.id)).toBe(true);
  });

  test('different environments do not wait for one another', async () => {
    await stage.pass(first, 'dev');
    await leaveBehind(second, false);
    expect((await stage.deploy(first, 'hardening')).deployment.status).toBe('succeeded');
  });
});

describe('a deployment that was left behind', () => {
  test.each([
    ['before', false],
    ['after', true],
  ])('%s it applied is gone on with by the same command: the same deployment, succeeded once', async (_, applied) => {
    await leaveBehind(first, applied);
    const left = (await stage.in('dev'))?.ongoing?.deployment;
    stage.gone.add('there/2');
    const { deployment } = await stage.deploy(first, 'dev', { target });
    expect(deployment).toMatchObject({ id: left, status: 'succeeded', fence: 2 });
    expect(await stage.factTypes()).toEqual([
      'release.created',
      'release.created',
      'deployment.requested',
      'deployment.resumed',
      'deployment.finished',
    ]);
  });

  test('is let alone while its holder may be alive', async () => {
    await leaveBehind(first, false);
    expect(await codesOf(stage.deploy(first, 'dev', { target }))).toEqual(['EnvironmentBusy']);
    stage.wait(60_000);
    expect((await stage.deploy(first, 'dev', { target })).deployment.status).toBe('succeeded');
  });

  test('and did nothing is ended as failed before another release goes there', async () => {
    await leaveBehind(first, false);
    stage.gone.add('there/2');
    const { deployment } = await stage.deploy(second, 'dev', { target });
    const [left, own] = Object.values((await stage.state()).deployments);
    expect(left).toMatchObject({
      release: first.id,
      status: 'failed',
      message: expect.stringContaining('it was left behind unfinished; nothing stands there'),
    });
    expect(own).toEqual(deployment);
    expect(deployment).toMatchObject({ release: second.id, status: 'succeeded' });
    expect(deployment).not.toHaveProperty('replaces');
  });

  test('and had done its work is ended as succeeded before another release goes there, and is what that one replaces', async () => {
    await leaveBehind(first, true);
    stage.gone.add('there/2');
    const { deployment } = await stage.deploy(second, 'dev', { target });
    const [left] = Object.values((await stage.state()).deployments);
    expect(left).toMatchObject({ release: first.id, status: 'succeeded' });
    expect(deployment).toMatchObject({ release: second.id, status: 'succeeded', replaces: first.id, fence: 3 });
  });

  test('is not guessed about: where what it came to is unknown, nothing else is put there', async () => {
    await leaveBehind(first, true);
    stage.gone.add('there/2');
    const before = await target.current(stage.place('dev'));
    target.onObserve = async () => ({ state: 'unknown', artifacts: {}, at: stage.now(), message: 'not reachable' });
    const error = await errorOf(stage.deploy(second, 'dev', { target }));
    expect(error.kind).toBe('unknown');
    expect(error.problems).toMatchObject([
      { code: 'OutcomeUnknown', message: expect.stringContaining('not reachable') },
    ]);
    expect(await target.current(stage.place('dev'))).toBe(before);
    expect(Object.values((await stage.state()).deployments)).toMatchObject([{ release: first.id, status: 'ongoing' }]);
  });

  test('and left a stack that nobody can read does not block the environment for ever', async () => {
    await leaveBehind(first, false);
    await target.really(stage.place('dev'), { stackName: 'sockshop-dev', template: 'half a st' });
    stage.gone.add('there/2');
    const { deployment } = await stage.deploy(second, 'dev', { target });
    expect(deployment.status).toBe('succeeded');
    expect(Object.values((await stage.state()).deployments)).toMatchObject([
      { status: 'failed' },
      { status: 'succeeded' },
    ]);
  });
});

describe('somebody who comes back late', () => {
  /** Deploys `first`, slowly: when it is about to look what runs, the others do what they do. */
  function slowly(meanwhile: () => Promise<unknown>, holder = 'there/2') {
    const slow = new OddTarget();
    slow.current = (place) => target.current(place);
    slow.onApply = (place, stack) => target.really(place, stack);
    slow.onObserve = async () => {
      stage.wait(60_000);
      await meanwhile();
      return { state: 'absent', artifacts: {}, at: stage.now() };
    };
    return stage.deploy(first, 'dev', { target: slow, holder });
  }

  test.each([
    ['with another release', () => second],
    ['with the same release', () => first],
  ])('changes nothing after somebody else took the environment over %s', async (_, release) => {
    let after: unknown;
    const late = errorOf(
      slowly(async () => {
        await stage.deploy(release(), 'dev', { target });
        after = await stage.state();
      }),
    );
    expect(await late).toMatchObject({ kind: 'conflict', problems: [{ code: 'LeaseLost' }] });
    expect(await stage.state()).toEqual(after);
    expect(await stage.in('dev')).toMatchObject({ current: (await stage.state()).deploymentOrder.at(-1) });
  });

  test('applies nothing any more once its lease ran out', async () => {
    const progress = (step: string) => {
      // As a laptop does that is closed.
      if (step.startsWith('Applying')) stage.wait(60_000);
    };
    const late = await errorOf(stage.deploy(first, 'dev', { target, holder: 'there/2', progress }));
    expect(late).toMatchObject({ kind: 'conflict', problems: [{ code: 'LeaseLost' }] });
    expect(await target.current(stage.place('dev'))).toBeUndefined();
    await stage.deploy(second, 'dev', { target });
    expect(Object.values((await stage.state()).deployments)).toMatchObject([
      { release: first.id, status: 'failed' },
      { release: second.id, status: 'succeeded' },
    ]);
  });

  test('is unknown, and goes on at the next run, where its outcome cannot be written down', async () => {
    const append = jest.spyOn(stage.ledger, 'append');
    const progress = (step: string) => {
      if (step === 'Looking at what runs') append.mockRejectedValue(new Error('disk full'));
    };
    const error = await errorOf(stage.deploy(first, 'dev', { progress }));
    expect(error).toMatchObject({ kind: 'unknown', problems: [{ code: 'OutcomeNotRecorded' }] });
    expect(error.message).toContain('disk full');
    append.mockRestore();
    stage.gone.add('here/1');
    const again = await stage.deploy(first, 'dev', { holder: 'here/2' });
    expect(again.deployment.status).toBe('succeeded');
    expect((await stage.state()).deploymentOrder).toEqual([again.deployment.id]);
  });

  test('changes nothing under its own name either, where the one who took over has the same', async () => {
    let seen = 0;
    const taking = new OddTarget();
    taking.current = (place) => target.current(place);
    taking.onApply = (place, stack) => target.really(place, stack);
    taking.onObserve = async () => {
      seen++;
      return { state: 'unknown', artifacts: {}, at: stage.now() };
    };
    const late = errorOf(slowly(() => stage.deploy(first, 'dev', { target: taking, holder: 'ci/run-7' }), 'ci/run-7'));
    expect((await late).problems).toMatchObject([{ code: 'LeaseLost' }]);
    expect(seen).toBe(1);
    expect(Object.values((await stage.state()).deployments)).toMatchObject([{ status: 'ongoing', fence: 2 }]);
  });
});

describe('one step', () => {
  test('is refused by the law with every reason and what to do, and records nothing', async () => {
    const error = await errorOf(stage.deploy(first, 'hardening'));
    expect(error.kind).toBe('refused');
    expect(error.problems).toMatchObject([
      { code: 'NotYetInPreceding', hint: expect.stringContaining('slipway deploy') },
    ]);
    expect(await stage.factTypes()).toEqual(['release.created', 'release.created']);
  });

  test('does not render what the law refuses', async () => {
    await errorOf(stage.deploy(first, 'hardening'));
    expect(stage.renderer.rendered).toBe(0);
  });

  test('in one environment leaves the stacks of the others as they are', async () => {
    await stage.pass(first, 'dev', 'hardening');
    const before = await stage.target.current(stage.place('hardening'));
    await stage.deploy(second, 'dev');
    expect(await stage.target.current(stage.place('hardening'))).toBe(before);
  });

  test('can be planned without recording or changing anything', async () => {
    await stage.deploy(first);
    const before = [await stage.facts(), await stage.target.current(stage.place('dev'))];
    const change = await plan(stage.delivery, { release: second, environment: 'dev' as EnvironmentId }, stage.means());
    expect(change).toMatchObject({
      release: { id: second.id },
      replaces: { id: first.id },
      images: [{ artifact: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' }],
    });
    expect([await stage.facts(), await stage.target.current(stage.place('dev'))]).toEqual(before);
    const { deployment } = await stage.deploy(second);
    expect(deployment.hashes.preview).toBe(change.identity.hash);
  });

  test('tells on the way what it is doing', async () => {
    const steps: string[] = [];
    await stage.deploy(first, 'dev', { progress: (step) => steps.push(step) });
    expect(steps).toEqual(['Rendering the stack of dev', `Applying ${first.id} to dev`, 'Looking at what runs']);
  });
});
