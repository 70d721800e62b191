import { type ClosingQuestion, closing, type Held } from '../../lib/delivery/closing.js';
import type { ArtifactKey, DeploymentId } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import type { Observation } from '../../lib/targets/index.js';
import { codesOf, errorOf, FIRST, Stage } from './stage.js';

let stage: Stage;
let first: Release;
let held: Held;

/** A deployment is open, and what it was to put there stands there. */
beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  const observe = stage.target.observe.bind(stage.target);
  stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
  const { deployment } = await stage.deploy(first);
  held = { deployment: deployment.id, fence: deployment.fence };
  stage.target.observe = observe;
});

async function ask(over: Partial<Observation> = {}, more: Partial<ClosingQuestion> = {}) {
  const place = stage.place('dev');
  const at = stage.now();
  const observation = { ...(await stage.target.observe(place, at)), ...over };
  const ending = { observation, failure: 'the connection broke' };
  return closing(await stage.state(), { place, held, ending, signer: { actor: 'tim' }, at, ...more });
}

test('what stands there decides how a deployment ends, and not what was heard on the way', async () => {
  const end = await ask();
  expect(end).toMatchObject({ fact: { type: 'deployment.finished', outcome: 'succeeded', fence: held.fence } });
  expect(end).not.toHaveProperty('fact.message');
});

test('what does not stand there did not succeed, and the record says why', async () => {
  expect(await ask({ state: 'absent', artifacts: {}, template: undefined })).toMatchObject({
    fact: { outcome: 'failed', message: expect.stringMatching(/^the connection broke; nothing stands there/) },
  });
});

test('what is not known ends nothing', async () => {
  expect(await ask({ state: 'unknown', artifacts: {} })).toBeUndefined();
});

test('only the last fence of the environment ends its deployment', async () => {
  const before = await codesOf(ask({}, { held: { ...held, fence: held.fence - 1 } }));
  const after = await codesOf(ask({}, { held: { ...held, fence: held.fence + 1 } }));
  const other = await errorOf(ask({}, { held: { ...held, deployment: 'dep-other' as DeploymentId } }));
  expect([before, after]).toEqual([['LeaseLost'], ['LeaseLost']]);
  expect(other).toMatchObject({ kind: 'conflict', problems: [{ message: expect.stringContaining('by here/1') }] });
});

test('what was turned back by itself is recorded as that, whatever was heard', async () => {
  const carts = 'carts' as ArtifactKey;
  const artifacts = { [carts]: { image: 'carts:0.9.0', phase: 'rolled-back' } } as const;
  const end = await ask({ artifacts, template: undefined });
  expect(end).toMatchObject({
    fact: { outcome: 'rolled-back', message: expect.stringMatching(/turned back by itself/) },
  });
});

test('what is still at work ends nothing', async () => {
  expect(await ask({ state: 'changing' })).toBeUndefined();
});

test('what the gate of its stack has ended is not ended again, and is no lost lease', async () => {
  const place = stage.place('dev');
  const end = await ask();
  if (end === undefined) throw new Error('it was to be ended');
  const { heads } = await stage.ledger.view(place.project.id);
  await stage.ledger.append(place.project.id, heads, end);
  expect(await ask({ state: 'absent' })).toBeUndefined();
  expect(await codesOf(ask({}, { held: { ...held, fence: held.fence - 1 } }))).toEqual(['LeaseLost']);
});
