import { changeOf } from '../../lib/delivery/index.js';
import { type Opening, type OpeningQuestion, opening } from '../../lib/delivery/opening.js';
import type { Instant } from '../../lib/ids.js';
import { currentRelease } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { FIRST, Stage } from './stage.js';

const LEASE_MS = 60_000;

/** How a deployment of a release would begin, asked of the record as it stands. */
async function ask(stage: Stage, release: Release, over: Partial<OpeningQuestion> = {}): Promise<Opening> {
  const place = over.place ?? stage.place('dev');
  const state = await stage.state();
  const stack = await stage.renderer.render(place, release);
  const before = await stage.target.current(place);
  const replaces = currentRelease(state, place.serviceSet, place.environment);
  return opening(state, {
    place,
    change: changeOf(place, release, replaces, stack, before),
    kind: 'deploy',
    lineage: {},
    signer: { actor: 'tim', reason: 'because' },
    at: stage.now(),
    holder: 'here/1',
    leaseMs: LEASE_MS,
    holderGone: false,
    manifestHash: stage.delivery.manifestHash,
    target: 'memory',
    tool: 'slipway test',
    ...over,
  });
}

/** Opens a deployment and goes no further, as somebody does who is killed. */
async function abandon(stage: Stage, release: Release): Promise<void> {
  const begun = await ask(stage, release);
  if (begun.step !== 'open') throw new Error(`it was to open, and is to ${begun.step}`);
  const { heads } = await stage.ledger.view(stage.delivery.project.id);
  await stage.ledger.append(stage.delivery.project.id, heads, begun.draft);
}

let stage: Stage;
let first: Release;
let second: Release;

beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

test('a release that the law allows opens a deployment under the next fence, with who, why, what and until when', async () => {
  const begun = await ask(stage, first, { at: '2026-11-20T10:00:00Z' as Instant });
  expect(begun).toMatchObject({
    step: 'open',
    draft: {
      at: '2026-11-20T10:00:00Z',
      actor: 'tim',
      reason: 'because',
      fact: {
        type: 'deployment.requested',
        release: first.id,
        environment: 'dev',
        kind: 'deploy',
        target: 'memory',
        tool: 'slipway test',
        lease: { holder: 'here/1', fence: 1, expires: '2026-11-20T10:01:00Z' },
        hashes: { manifest: stage.delivery.manifestHash },
      },
    },
  });
});

test('the first deployment replaces nothing, a later one the release that ran', async () => {
  expect(await ask(stage, first)).not.toHaveProperty('draft.fact.replaces');
  await stage.deploy(first);
  expect(await ask(stage, second)).toMatchObject({ step: 'open', draft: { fact: { replaces: first.id } } });
});

test('a release that stands there byte for byte leaves nothing to do', async () => {
  const { deployment } = await stage.deploy(first);
  expect(await ask(stage, first)).toEqual({ step: 'nothing', deployment });
});

test('a release that runs and renders to another stack is a new deployment', async () => {
  await stage.deploy(first);
  stage.renderer.settings = 'more memory';
  expect(await ask(stage, first)).toMatchObject({ step: 'open', draft: { fact: { replaces: first.id } } });
});

test('a stack that somebody edited is put right by a new deployment of the same release', async () => {
  await stage.deploy(first);
  await stage.target.apply(stage.place('dev'), { stackName: 'sockshop-dev', template: '{"Resources":{}}' });
  expect(await ask(stage, first)).toMatchObject({ step: 'open' });
});

test('a change that was planned before another release took the place is outdated', async () => {
  await stage.deploy(first);
  const planned = changeOf(
    stage.place('dev'),
    first,
    first,
    await stage.renderer.render(stage.place('dev'), first),
    await stage.target.current(stage.place('dev')),
  );
  await stage.deploy(second);
  expect(await ask(stage, first, { change: planned })).toEqual({ step: 'outdated' });
});

test('what the law refuses is refused with its reasons', async () => {
  const begun = await ask(stage, first, { place: stage.place('hardening') });
  expect(begun).toMatchObject({ step: 'refused', decision: { reasons: [{ code: 'NotYetInPreceding' }] } });
});

test('an environment under a running lease is busy, until when it says', async () => {
  await abandon(stage, first);
  const begun = await ask(stage, second, { holder: 'there/2' });
  const until = (await stage.in('dev'))?.ongoing?.lease.expires;
  expect(begun).toMatchObject({ step: 'refused', decision: { reasons: [{ code: 'EnvironmentBusy', until }] } });
});

test('what the law refuses besides is refused, even where the environment is busy, too', async () => {
  await stage.pass(first, 'dev');
  await stage.deploy(first, 'hardening');
  const state = await stage.state();
  await stage.ledger.append(stage.delivery.project.id, (await stage.ledger.view(state.project)).heads, {
    at: stage.now(),
    actor: 'sue',
    fact: {
      ...requestOf(await stage.facts(), 'hardening'),
      deployment: 'dep-000000000000' as never,
      lease: { holder: 'there/2', fence: 9, expires: '2027-01-01T00:00:00Z' as Instant },
    },
  });
  const begun = await ask(stage, second, { place: stage.place('hardening') });
  expect(begun.step).toBe('refused');
});

test.each([
  ['whose holder is gone', { holderGone: true }, 0],
  ['whose lease ran out', {}, LEASE_MS],
])('the same release goes on with the deployment %s, under the next fence', async (_, over, wait) => {
  await abandon(stage, first);
  const abandoned = (await stage.in('dev'))?.ongoing?.deployment;
  stage.wait(wait);
  expect(await ask(stage, first, { holder: 'there/2', ...over })).toMatchObject({
    step: 'resume',
    draft: { fact: { type: 'deployment.resumed', deployment: abandoned, lease: { holder: 'there/2', fence: 2 } } },
  });
});

test.each([
  ['another release', async () => ask(stage, second, { holderGone: true })],
  ['another manifest', async () => ask(stage, first, { holderGone: true, manifestHash: 'f'.repeat(64) })],
  ['another target', async () => ask(stage, first, { holderGone: true, target: 'cloudformation' })],
  [
    'another stack',
    async () => {
      stage.renderer.settings = 'more memory';
      return ask(stage, first, { holderGone: true });
    },
  ],
])('%s has to settle the deployment that was left behind, before its own', async (_, begin) => {
  await abandon(stage, first);
  const abandoned = (await stage.in('dev'))?.ongoing?.deployment;
  expect(await begin()).toMatchObject({
    step: 'settle',
    draft: { fact: { type: 'deployment.resumed', deployment: abandoned, lease: { fence: 2 } } },
  });
});

test('the release that runs is no reason to leave a deployment alone that was left behind', async () => {
  await stage.deploy(first);
  await abandon(stage, second);
  expect(await ask(stage, first, { holderGone: true })).toMatchObject({ step: 'settle' });
});

test('the same question has the same answer, and two requests for one thing are two deployments', async () => {
  const at = '2026-11-20T10:00:00Z' as Instant;
  expect(await ask(stage, first, { at })).toEqual(await ask(stage, first, { at }));
  const ids = await Promise.all([
    ask(stage, first, { at }),
    ask(stage, first, { at: '2026-11-20T10:00:01Z' as Instant }),
    ask(stage, first, { at, signer: { actor: 'sue' } }),
    ask(stage, second, { at }),
  ]);
  const deployments = ids.map((begun) =>
    'draft' in begun ? (begun.draft.fact as { deployment: string }).deployment : '',
  );
  expect(new Set(deployments).size).toBe(4);
  expect(deployments.every((id) => /^dep-[0-9a-f]{12}$/.test(id))).toBe(true);
});

function requestOf(facts: Awaited<ReturnType<Stage['facts']>>, environment: string) {
  const request = facts.findLast((fact) => fact.type === 'deployment.requested' && fact.environment === environment);
  if (request?.type !== 'deployment.requested') throw new Error(`nothing was asked for in ${environment}`);
  return request;
}
