import { type Reconciliation, reconcile, requireEnvironment } from '../../lib/delivery/index.js';
import type { Release } from '../../lib/release/index.js';
import type { Observation } from '../../lib/targets/index.js';
import { FIRST, Stage } from './stage.js';

let stage: Stage;
let first: Release;

/** A deployment was begun, its stack stands there, and whoever began it is heard of no more. */
beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  const observe = stage.target.observe.bind(stage.target);
  stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
  await stage.deploy(first);
  stage.target.observe = observe;
});

function tryIt(observation?: Partial<Observation>): Promise<Reconciliation | undefined> {
  const { project, serviceSet } = stage.delivery;
  const observe = stage.target.observe.bind(stage.target);
  if (observation !== undefined)
    stage.target.observe = async (place, at) => ({ ...(await observe(place, at)), ...observation });
  const means = stage.means({ holder: 'here/2' });
  return reconcile(stage.delivery, requireEnvironment(project, serviceSet, 'dev'), { actor: 'sue' }, means);
}

test('what was left behind is ended by what is observed, under the next fence', async () => {
  stage.gone.add('here/1');
  expect(await tryIt()).toMatchObject({ outcome: 'ended', deployment: { status: 'succeeded', fence: 2 } });
  expect(await stage.in('dev')).toMatchObject({ fence: 2, succeeded: { [first.id]: expect.anything() } });
  expect((await stage.in('dev'))?.ongoing).toBeUndefined();
});

test('a holder of whom nothing is known has its time', async () => {
  expect(await tryIt()).toMatchObject({ outcome: 'held', message: expect.stringContaining('here/1 until ') });
  stage.wait(60_000);
  expect(await tryIt()).toMatchObject({ outcome: 'ended' });
});

test.each<[string, Partial<Observation>]>([
  ['is not known', { state: 'unknown', artifacts: {}, message: 'access denied' }],
  ['is not final', { state: 'changing', artifacts: {}, message: 'access denied' }],
])('what %s is not ended, and nothing is written about it', async (_, observation) => {
  stage.gone.add('here/1');
  const before = await stage.facts();
  expect(await tryIt(observation)).toMatchObject({ outcome: 'unsettled', message: 'access denied' });
  expect(await stage.facts()).toEqual(before);
});

test('what was turned back is recorded as that', async () => {
  stage.gone.add('here/1');
  const observation = { artifacts: {}, state: 'absent', template: undefined, rolledBack: true } as const;
  expect(await tryIt(observation)).toMatchObject({ outcome: 'ended', deployment: { status: 'rolled-back' } });
});

test('where nothing is under way there is nothing to do', async () => {
  stage.gone.add('here/1');
  await tryIt();
  const before = await stage.facts();
  expect(await tryIt()).toBeUndefined();
  expect(await stage.facts()).toEqual(before);
});

test('of two at once one ends it, and the other finds it ended', async () => {
  stage.gone.add('here/1');
  const both = await Promise.allSettled([tryIt(), tryIt()]);
  expect((await stage.factTypes()).filter((type) => type === 'deployment.finished')).toHaveLength(1);
  for (const one of both)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ problems: [{ code: 'LeaseLost' }] });
});
