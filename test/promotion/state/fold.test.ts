import fc from 'fast-check';
import {
  applyEvent,
  emptyState,
  environmentState,
  fold,
  orderEvents,
  type ProjectState,
  StateBuilder,
} from '../../../lib/promotion/index.js';
import { chains, graphs } from '../arbitraries.js';
import { id, minute, PROJECT, SET, Story } from '../world.js';

function ordered(events: Parameters<typeof orderEvents>[0]): Parameters<typeof orderEvents>[0] {
  const order = orderEvents(events);
  if (!order.whole) throw new Error('not whole');
  return order.events;
}

function inDev(state: ProjectState) {
  return environmentState(state, SET, 'dev' as never);
}

describe('the fold', () => {
  test('gives the same at once, event by event, and from any state on the way', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (events, cut) => {
        const state = fold(PROJECT, events);
        expect(events.reduce(applyEvent, emptyState(PROJECT))).toEqual(state);
        const half = events.slice(0, cut % (events.length + 1));
        const rest = events.slice(half.length);
        const builder = new StateBuilder(JSON.parse(JSON.stringify(fold(PROJECT, half))));
        for (const event of rest) builder.apply(event);
        expect(builder.state()).toEqual(state);
      }),
      { numRuns: 150 },
    );
  });

  test('gives the same whatever branch arrived first', () => {
    fc.assert(
      fc.property(graphs, (events) => {
        expect(fold(PROJECT, ordered([...events].reverse()))).toEqual(fold(PROJECT, ordered(events)));
      }),
      { numRuns: 100 },
    );
  });

  test('gives the same bytes when it is replayed', () => {
    fc.assert(
      fc.property(chains, (events) => {
        const again = JSON.parse(JSON.stringify(events)) as typeof events;
        expect(JSON.stringify(fold(PROJECT, again))).toBe(JSON.stringify(fold(PROJECT, events)));
      }),
      { numRuns: 50 },
    );
  });

  test('leaves every state that it showed as it was', () => {
    fc.assert(
      fc.property(chains, (events) => {
        const builder = new StateBuilder(emptyState(PROJECT));
        const shown = events.map((event) => builder.apply(event).state());
        const texts = shown.map((state) => JSON.stringify(state));
        expect(events.map((_, index) => JSON.stringify(fold(PROJECT, events.slice(0, index + 1))))).toEqual(texts);
      }),
      { numRuns: 30 },
    );
  });

  test('holds together whatever was recorded', () => {
    fc.assert(
      fc.property(fc.oneof(chains, graphs), (events) => {
        const { deployments, deploymentOrder, environments } = fold(PROJECT, ordered(events));
        expect(Object.keys(deployments).sort()).toEqual([...deploymentOrder].sort());
        for (const environment of Object.values(environments)) {
          const { current, ongoing, passed, succeeded, evaluations, fence, soaks } = environment;
          if (current !== undefined) expect(deployments[current]?.status).toBe('succeeded');
          if (ongoing !== undefined) expect(deployments[ongoing.deployment]?.status).toBe('ongoing');
          if (ongoing !== undefined) expect(ongoing.lease.fence).toBeLessThanOrEqual(fence);
          expect(new Set(passed).size).toBe(passed.length);
          for (const release of passed) expect(evaluations[release]?.verdict).toBe('pass');
          for (const release of Object.keys(evaluations)) expect(Object.keys(succeeded)).toContain(release);
          const running = Object.keys(soaks).filter((release) => soaks[release as never]?.since !== undefined);
          // Only what runs soaks, and nothing does while a deployment is under way.
          const mayRun = current === undefined || ongoing !== undefined ? [] : [deployments[current]?.release];
          for (const release of running) expect(mayRun).toContain(release);
          for (const { longest } of Object.values(soaks)) expect(longest).toBeGreaterThanOrEqual(0);
          const signed = environment.approvals.map(({ actor, preview }) => `${actor.toLowerCase()} ${preview}`);
          expect(new Set(signed).size).toBe(signed.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('cannot be changed from outside', () => {
    const { state } = new Story().release('1').deployed('1', 'dev', 'pass');
    expect(() => Object.assign(state.releases, { x: 1 })).toThrow(TypeError);
    expect(() => Object.assign(state.deployments['dep-1' as never] ?? {}, { status: 'failed' })).toThrow(TypeError);
    expect(Object.isFrozen(inDev(state)?.passed)).toBe(true);
  });
});

describe('a release', () => {
  test('that is made twice keeps its first number, time and actor', () => {
    const { state } = new Story().release('1').release('2').release('1');
    expect(state.releases[id('1')]).toMatchObject({ number: 1, created: minute(0), actor: 'tim@example.org' });
    expect(state.lastNumber).toBe(3);
  });
});

describe('a deployment', () => {
  test('is under way from its request to its end, and then is what runs', () => {
    const story = new Story().release('1');
    const deployment = story.request('1', 'dev');
    expect(inDev(story.state)).toMatchObject({ ongoing: { deployment, lease: { fence: 1 } }, fence: 1 });
    expect(inDev(story.state)?.current).toBeUndefined();
    story.finish(deployment, 1);
    expect(inDev(story.state)).toMatchObject({ current: deployment, succeeded: { 'rel-1': minute(2) } });
    expect(inDev(story.state)?.ongoing).toBeUndefined();
    expect(story.state.deployments[deployment]).toMatchObject({ status: 'succeeded', finishedAt: minute(2) });
  });

  test.each(['failed', 'rolled-back'] as const)('that %s leaves what ran before as what runs', (outcome) => {
    const story = new Story().release('1').deployed('1', 'dev').release('2');
    story.finish(story.request('2', 'dev'), 2, outcome);
    expect(inDev(story.state)).toMatchObject({ current: 'dep-1' });
    expect(inDev(story.state)?.ongoing).toBeUndefined();
    expect(Object.keys(inDev(story.state)?.succeeded ?? {})).toEqual(['rel-1']);
  });

  test('ends once: what is said of its end later is without effect', () => {
    const story = new Story().release('1');
    const deployment = story.request('1', 'dev');
    story.finish(deployment, 1, 'failed').finish(deployment, 1, 'succeeded');
    expect(story.state.deployments[deployment]).toMatchObject({ status: 'failed', finishedAt: minute(2) });
    expect(inDev(story.state)?.current).toBeUndefined();
  });

  test('that somebody took over is ended by that one, and not by the one before', () => {
    const story = new Story().release('1');
    const deployment = story.request('1', 'dev');
    story.resume(deployment, 2).finish(deployment, 1, 'failed');
    expect(story.state.deployments[deployment]).toMatchObject({ status: 'ongoing', fence: 2 });
    expect(inDev(story.state)?.ongoing?.lease).toMatchObject({ holder: 'host/2', fence: 2 });
    story.finish(deployment, 2);
    expect(inDev(story.state)).toMatchObject({ current: deployment });
  });

  test('cannot be taken over under a fence that is not greater', () => {
    const story = new Story().release('1');
    const deployment = story.request('1', 'dev');
    story.resume(deployment, 1);
    expect(inDev(story.state)?.ongoing?.lease.holder).toBe('host/1');
  });

  test('that lost the environment to a greater fence is marked, and its end moves nothing there', () => {
    const story = new Story().release('1').release('2');
    const first = story.request('1', 'dev');
    const second = story.request('2', 'dev');
    expect(story.state.deployments[first]).toMatchObject({ status: 'ongoing', supersededBy: second });
    story.finish(first, 1).verdict('1', 'dev', first, 'pass');
    expect(story.state.deployments[first]?.status).toBe('succeeded');
    expect(inDev(story.state)).toMatchObject({ ongoing: { deployment: second }, succeeded: {}, passed: [] });
    expect(inDev(story.state)?.current).toBeUndefined();
  });

  test('that was superseded counts again once it is taken over under the greatest fence', () => {
    const story = new Story().release('1').release('2');
    const first = story.request('1', 'dev');
    const second = story.request('2', 'dev');
    story.finish(second, 2, 'failed').resume(first, 3).finish(first, 3);
    expect(story.state.deployments[first]?.supersededBy).toBeUndefined();
    expect(inDev(story.state)).toMatchObject({ current: first, fence: 3 });
  });

  test('from a branch that knew nothing of another keeps its end: both were entitled, the later is what runs', () => {
    const story = new Story().release('1').release('2');
    const ours = story.request('1', 'dev', 1);
    const theirs = story.request('2', 'dev', 1);
    expect(inDev(story.state)?.ongoing?.deployment).toBe(theirs);
    story.finish(theirs, 1).finish(ours, 1);
    expect(inDev(story.state)).toMatchObject({ current: ours });
    expect(Object.keys(inDev(story.state)?.succeeded ?? {}).sort()).toEqual(['rel-1', 'rel-2']);
  });

  test('from a branch with an older fence does not take the environment from who is at work there', () => {
    const story = new Story().release('1').release('2');
    const holder = story.request('1', 'dev', 5);
    const older = story.request('2', 'dev', 3);
    expect(inDev(story.state)?.ongoing?.deployment).toBe(holder);
    expect(story.state.deployments[older]?.supersededBy).toBe(holder);
  });
});

describe('a verdict', () => {
  test('is the latest: a fail or a warning after a pass takes it back, a pass again puts it last', () => {
    const story = new Story().release('1').deployed('1', 'dev', 'pass').release('2').deployed('2', 'dev', 'pass');
    expect(inDev(story.state)?.passed).toEqual(['rel-1', 'rel-2']);
    for (const verdict of ['fail', 'warning'] as const) {
      story.verdict('1', 'dev', 'dep-1' as never, verdict);
      expect(inDev(story.state)).toMatchObject({ passed: ['rel-2'], evaluations: { 'rel-1': { verdict } } });
    }
    story.verdict('1', 'dev', 'dep-1' as never, 'pass');
    expect(inDev(story.state)?.passed).toEqual(['rel-2', 'rel-1']);
  });

  test.each<[string, (story: Story) => void]>([
    ['an unknown deployment', (story) => void story.verdict('1', 'dev', 'dep-9' as never, 'pass')],
    ['one that is under way', (story) => void story.verdict('1', 'dev', story.request('1', 'dev'), 'pass')],
    [
      'another environment',
      (story) => void story.deployed('1', 'dev').verdict('1', 'production', 'dep-1' as never, 'pass'),
    ],
    ['another release', (story) => void story.deployed('1', 'dev').verdict('2', 'dev', 'dep-1' as never, 'pass')],
  ])('on %s is without effect', (_, tell) => {
    const story = new Story().release('1');
    tell(story);
    for (const { passed, evaluations } of Object.values(story.state.environments)) {
      expect(passed).toEqual([]);
      expect(evaluations).toEqual({});
    }
  });
});
