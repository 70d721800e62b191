import fc from 'fast-check';
import {
  type DeploymentDescription,
  deploymentStatus,
  isRollingOut,
  type RolloutStatus,
  type ServiceDescription,
  serviceStatus,
  setStatus,
} from '../../lib/targets/rollout.js';

const STATUSES: readonly RolloutStatus[] = [
  'COMPLETE',
  'IN_PROGRESS',
  'NOT_STABLE',
  'FAILED',
  'RETIRING',
  'RETIRED',
  'DEAD',
];

const count = fc.option(fc.nat(3), { nil: undefined });
const deployment: fc.Arbitrary<DeploymentDescription> = fc.record({
  status: fc.option(fc.constantFrom('PRIMARY', 'ACTIVE', 'INACTIVE', 'primary', ''), { nil: undefined }),
  rolloutState: fc.option(fc.constantFrom('IN_PROGRESS', 'COMPLETED', 'FAILED', 'LATER'), { nil: undefined }),
  runningCount: count,
  pendingCount: count,
  desiredCount: count,
});
const service: fc.Arbitrary<ServiceDescription> = fc.record({
  status: fc.option(fc.constantFrom('ACTIVE', 'DRAINING', 'INACTIVE', 'LATER'), { nil: undefined }),
  deployments: fc.option(fc.array(deployment, { maxLength: 4 }), { nil: undefined }),
});

describe('the status of a deployment, by RFC 013', () => {
  test.each<[string, DeploymentDescription, number, RolloutStatus]>([
    ['the newest, alone, all tasks run', { status: 'PRIMARY', runningCount: 2, desiredCount: 2 }, 0, 'COMPLETE'],
    ['the newest, alone, no task is wanted', { status: 'PRIMARY', runningCount: 0, desiredCount: 0 }, 0, 'COMPLETE'],
    ['the newest, beside another', { status: 'PRIMARY', runningCount: 2, desiredCount: 2 }, 1, 'IN_PROGRESS'],
    ['the newest, beside several', { status: 'PRIMARY', runningCount: 0, desiredCount: 2 }, 3, 'IN_PROGRESS'],
    ['the newest, alone, too few', { status: 'PRIMARY', runningCount: 1, desiredCount: 2 }, 0, 'NOT_STABLE'],
    ['the newest, alone, too many', { status: 'PRIMARY', runningCount: 3, desiredCount: 2 }, 0, 'NOT_STABLE'],
    ['an older one', { status: 'ACTIVE', runningCount: 2, desiredCount: 2 }, 1, 'RETIRING'],
    ['one that is gone', { status: 'INACTIVE' }, 1, 'RETIRED'],
    ['anything else', { status: 'DRAINING', runningCount: 2, desiredCount: 2 }, 0, 'DEAD'],
    ['nothing', {}, 0, 'DEAD'],
  ])('%s', (_, description, others, status) => {
    expect(deploymentStatus(description, others)).toBe(status);
  });

  test.each<[string, DeploymentDescription, RolloutStatus]>([
    ['the newest', { status: 'PRIMARY', runningCount: 1, desiredCount: 1 }, 'FAILED'],
    ['an older one', { status: 'ACTIVE', runningCount: 0, desiredCount: 1 }, 'FAILED'],
  ])('%s that ECS gave up has failed, which the RFC did not know yet', (_, description, status) => {
    expect(deploymentStatus({ ...description, rolloutState: 'FAILED' }, 1)).toBe(status);
  });

  test('one whose tasks all run is not complete before ECS says that it is through', () => {
    const all = { status: 'PRIMARY', runningCount: 2, desiredCount: 2 };
    expect(deploymentStatus({ ...all, rolloutState: 'IN_PROGRESS' }, 0)).toBe('IN_PROGRESS');
    expect(deploymentStatus({ ...all, rolloutState: 'COMPLETED' }, 0)).toBe('COMPLETE');
  });

  test('counts that ECS does not tell are not equal', () => {
    expect(deploymentStatus({ status: 'PRIMARY' }, 0)).toBe('NOT_STABLE');
  });
});

describe('the status of a service', () => {
  const complete = { status: 'PRIMARY', runningCount: 1, desiredCount: 1 };

  test.each<[string, ServiceDescription, RolloutStatus]>([
    ['is that of its newest deployment', { status: 'ACTIVE', deployments: [complete] }, 'COMPLETE'],
    ['wherever that stands', { deployments: [{ status: 'ACTIVE' }, complete] }, 'IN_PROGRESS'],
    ['is retiring while it drains', { status: 'DRAINING', deployments: [complete] }, 'RETIRING'],
    ['is retired when it is deleted', { status: 'INACTIVE', deployments: [complete] }, 'RETIRED'],
    [
      'takes no notice of one that ECS gave up, once nothing of it is left',
      { deployments: [complete, { status: 'ACTIVE', rolloutState: 'FAILED', runningCount: 0 }] },
      'COMPLETE',
    ],
    [
      'and does as long as something is',
      { deployments: [complete, { status: 'ACTIVE', rolloutState: 'FAILED', runningCount: 1 }] },
      'IN_PROGRESS',
    ],
    ['is dead without deployments', { status: 'ACTIVE', deployments: [] }, 'DEAD'],
  ])('%s', (_, description, status) => {
    expect(serviceStatus(description)).toBe(status);
  });

  test('there is exactly one for whatever ECS says', () => {
    fc.assert(
      fc.property(service, (description) => {
        expect(STATUSES).toContain(serviceStatus(description));
        for (const one of description.deployments ?? []) expect(STATUSES).toContain(deploymentStatus(one, 0));
      }),
      { seed: 34 },
    );
  });

  test('complete is only what has one deployment, which runs what it should', () => {
    fc.assert(
      fc.property(service, (description) => {
        if (serviceStatus(description) !== 'COMPLETE') return;
        const [only, ...others] = (description.deployments ?? []).filter(
          ({ rolloutState, runningCount }) => rolloutState !== 'FAILED' || runningCount !== 0,
        );
        expect(others).toEqual([]);
        expect(only?.runningCount).toBe(only?.desiredCount);
        expect(only?.rolloutState).not.toBe('FAILED');
      }),
      { seed: 34, numRuns: 500 },
    );
  });
});

describe('the status of a whole set', () => {
  test.each<[readonly RolloutStatus[], RolloutStatus]>([
    [['COMPLETE', 'COMPLETE'], 'COMPLETE'],
    [['COMPLETE', 'IN_PROGRESS'], 'IN_PROGRESS'],
    [['NOT_STABLE', 'COMPLETE', 'IN_PROGRESS'], 'IN_PROGRESS'],
    [['NOT_STABLE', 'COMPLETE'], 'NOT_STABLE'],
    [['IN_PROGRESS', 'FAILED', 'DEAD'], 'FAILED'],
    [['DEAD', 'IN_PROGRESS'], 'DEAD'],
    [['RETIRED', 'COMPLETE'], 'RETIRED'],
    [[], 'COMPLETE'],
  ])('%j is %s', (statuses, status) => {
    expect(setStatus(statuses)).toBe(status);
  });

  const some = fc.array(fc.constantFrom(...STATUSES), { maxLength: 5 });

  test('it does not matter in which order and grouping services are looked at', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(setStatus([...a, ...b])).toBe(setStatus([...b, ...a]));
        expect(setStatus([setStatus(a), setStatus(b)])).toBe(setStatus([...a, ...b]));
        expect(setStatus([...a, ...a])).toBe(setStatus(a));
      }),
      { seed: 35 },
    );
  });

  test('a set is complete only where all its services are', () => {
    fc.assert(
      fc.property(some, (all) => {
        expect(setStatus(all) === 'COMPLETE').toBe(all.every((status) => status === 'COMPLETE'));
      }),
      { seed: 35 },
    );
  });
});

test('only what is in progress or not stable goes on changing', () => {
  expect(STATUSES.filter(isRollingOut)).toEqual(['IN_PROGRESS', 'NOT_STABLE']);
});
