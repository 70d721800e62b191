import { type AskingMeans, approve, askExactly, plan, requireEnvironment } from '../../lib/delivery/index.js';
import { MemoryHistory } from '../../lib/git/index.js';
import type { Instant } from '../../lib/ids.js';
import type { Decision } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import type { Place } from '../../lib/targets/index.js';
import { FIRST, Stage } from './stage.js';

const gated = (require: string) => `
project: sockshop
environments: [{ id: dev }, { id: production, after: [dev], require: { digests: false${require} } }]
services: [{ id: carts }, { id: carts-db }, { id: catalogue }]
`;

async function ask(stage: Stage, release: Release, means: Partial<AskingMeans> = {}): Promise<Decision> {
  const question = { environment: 'production' as never, release, kind: 'deploy' as const };
  return askExactly(stage.delivery, await stage.state(), question, { ...stage.means(), ...means });
}

async function approved(stage: Stage, release: Release): Promise<void> {
  const change = await plan(stage.delivery, { release, environment: 'production' as never }, stage.means());
  const place = requireEnvironment(stage.delivery.project, stage.delivery.serviceSet, 'production');
  await approve(stage.delivery, { place, change }, { actor: 'sue' });
}

/** How often the stack of production is rendered for an answer. */
async function renderedFor(stage: Stage, release: Release): Promise<number> {
  const before = stage.renderer.rendered;
  await ask(stage, release);
  return stage.renderer.rendered - before;
}

describe('the exact change is rendered', () => {
  test('where approvals are asked for', async () => {
    const stage = new Stage(gated(', approvals: 1'));
    expect(await renderedFor(stage, await stage.release(...FIRST))).toBe(1);
  });

  test('where one was given, though none is asked for', async () => {
    const stage = new Stage(gated(''));
    const release = await stage.release(...FIRST);
    await approved(stage, release);
    expect(await renderedFor(stage, release)).toBe(1);
  });

  test('where one would lift a warning', async () => {
    const stage = new Stage(gated(''));
    const release = await stage.release(...FIRST);
    await stage.deploy(release);
    await stage.verdict('dev', 'warning');
    expect(await renderedFor(stage, release)).toBe(1);
    await stage.verdict('dev', 'pass');
    expect(await renderedFor(stage, release)).toBe(0);
  });

  test('nowhere else, and not of what cannot be rendered', async () => {
    const before = new Stage(gated(', approvals: 1').replace(', { id: catalogue }', ''));
    const release = await before.release(...FIRST.slice(0, 2));
    const stage = new Stage(gated(', approvals: 1'), { goesOn: before });
    expect(await renderedFor(stage, release)).toBe(0);
    expect((await ask(stage, release)).reasons.map(({ code }) => code)).toContain('IncompleteRelease');
  });
});

test('an approval counts for what would be deployed, and no more once the manifest makes it something else', async () => {
  const stage = new Stage(gated(', approvals: 1'));
  const release = await stage.release(...FIRST);
  await stage.pass(release, 'dev');
  await approved(stage, release);
  expect((await ask(stage, release)).eligible).toBe(true);
  stage.renderer.settings = 'larger';
  const { reasons } = await ask(stage, release);
  expect(reasons).toMatchObject([
    { code: 'ApprovalMissing', message: expect.stringContaining('sue approved another') },
  ]);
});

test('a deployment that was left half done is the change that was approved when it began', async () => {
  const stage = new Stage(gated(', approvals: 1'));
  const release = await stage.release(...FIRST);
  await stage.pass(release, 'dev');
  await approved(stage, release);
  const nobodyKnows = async (_: Place, at: Instant) => ({ state: 'unknown' as const, artifacts: {}, at });
  const observe = jest.spyOn(stage.target, 'observe').mockImplementation(nobodyKnows);
  expect((await stage.deploy(release, 'production')).deployment.status).toBe('ongoing');
  observe.mockRestore();
  const decision = await ask(stage, release, { isGone: () => true });
  expect(decision.reasons.map(({ code }) => code)).toEqual([]);
});

test('what is known of the commits is weighed', async () => {
  const older = 'a'.repeat(40);
  const newer = 'b'.repeat(40);
  const stage = new Stage(gated(''));
  const commits = new MemoryHistory([
    { hash: older, parents: [] },
    { hash: newer, parents: [older] },
  ]);
  const first = await stage.release(`carts=carts:${older}`, ...FIRST.slice(1));
  const second = await stage.release(`carts=carts:${newer}`, ...FIRST.slice(1));
  await stage.pass(first, 'dev');
  await stage.pass(second, 'dev', 'production');
  const question = { environment: 'production' as never, release: first, kind: 'deploy' as const };
  const { reasons } = await askExactly({ ...stage.delivery, commits }, await stage.state(), question, stage.means());
  expect(reasons.map(({ code }) => code)).toEqual(['OlderCommit']);
});
