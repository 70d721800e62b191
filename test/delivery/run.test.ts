import { approve, plan, requireEnvironment } from '../../lib/delivery/index.js';
import { MemoryHistory } from '../../lib/git/index.js';
import { type Instant, instantAt } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import { AUTOMATIC, append, at, begun, round, steps } from './rounds.js';
import { FIRST, Stage } from './stage.js';

const MINUTE = 60_000;

describe('a round', () => {
  let stage: Stage;
  let first: Release;
  let second: Release;
  let third: Release;

  beforeEach(async () => {
    stage = new Stage(AUTOMATIC);
    first = await stage.release(...FIRST);
    second = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
    third = await stage.release('carts=carts:0.10.3', ...FIRST.slice(1));
  });

  test('deploys what passed before an environment with `promote: auto`, and says in the record why', async () => {
    await stage.pass(first, 'dev');
    const { passedAt } = (await round(stage)).promotions[0] ?? {};
    const state = await stage.state();
    const [, deployment] = state.deploymentOrder.map((id) => state.deployments[id]);
    expect(deployment).toMatchObject({
      environment: 'hardening',
      release: first.id,
      status: 'succeeded',
      kind: 'promote',
      automatic: true,
      actor: 'robot',
      reason: `passed in dev at ${passedAt}`,
    });
  });

  test('goes one environment on for each verdict, and does nothing without one', async () => {
    await stage.pass(first, 'dev');
    expect(steps(await round(stage))).toEqual([`hardening ${first.id} deployed`]);
    expect(steps(await round(stage))).toEqual([]);
    await stage.verdict('hardening');
    expect(steps(await round(stage))).toEqual([`production ${first.id} deployed`]);
    expect(steps(await round(stage))).toEqual([]);
  });

  test('goes on along the chain where a release has passed there before', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.pass(second, 'dev', 'hardening');
    // Both are due in production; what hardening runs already needs no step.
    expect(steps(await round(stage))).toEqual([
      `production ${second.id} deployed`,
      `production ${first.id} passed-over`,
    ]);
  });

  test('does nothing where the manifest says nothing of it', async () => {
    const manual = new Stage();
    await manual.pass(await manual.release(...FIRST), 'dev');
    expect(await round(manual)).toEqual({ promotions: [], reconciled: [], health: [] });
  });

  test('deploys the newest of several, and names what that supersedes in the record', async () => {
    await stage.pass(first, 'dev');
    await stage.pass(second, 'dev');
    await stage.pass(third, 'dev');
    const done = await round(stage);
    expect(steps(done)).toEqual([
      `hardening ${third.id} deployed`,
      `hardening ${second.id} passed-over`,
      `hardening ${first.id} passed-over`,
    ]);
    const [deployed] = done.promotions;
    expect(deployed?.step === 'deployed' && deployed.deployment.reason).toMatch(
      new RegExp(`; supersedes ${second.id}, ${first.id}$`),
    );
    expect(done.promotions[1]).toMatchObject({ why: `${third.id} passed after it and supersedes it` });
    // Nothing that is older follows behind it.
    expect(steps(await round(stage))).toEqual([]);
  });

  test('never undoes a rollback, neither while the environment is held nor after that', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.pass(second, 'dev', 'hardening');
    await stage.deploy(first, 'hardening', {}, { kind: 'rollback' });
    const before = await begun(stage, 'hardening');
    for (let rounds = 0; rounds < 3; rounds++) {
      const done = await round(stage);
      expect(done.promotions.filter(({ environment }) => environment === 'hardening')).toMatchObject([
        { release: second.id, step: 'passed-over' },
      ]);
    }
    await append(stage, { type: 'hold.lifted', ...at(stage, 'hardening') });
    await round(stage);
    expect(await begun(stage, 'hardening')).toEqual(before);
  });

  test('waits for as long as an environment is held or frozen, and tells by whom', async () => {
    await stage.pass(first, 'dev');
    const place = at(stage, 'hardening');
    await append(stage, { type: 'hold.set', ...place, release: second.id });
    expect((await round(stage)).promotions).toMatchObject([
      { step: 'waits', reasons: [{ code: 'Held', message: expect.stringContaining('by sue') }] },
    ]);
    await append(stage, { type: 'hold.lifted', ...place });
    const until = instantAt(Date.parse(stage.now()) + 5 * MINUTE);
    await append(stage, { type: 'freeze.set', environment: place.environment, until, rollbacks: 'allowed' });
    const frozen = await round(stage);
    expect(frozen).toMatchObject({ earliest: until, promotions: [{ step: 'waits', earliest: until }] });
    stage.wait(5 * MINUTE);
    expect(steps(await round(stage))).toEqual([`hardening ${first.id} deployed`]);
  });

  test('does not repeat a promotion that failed', async () => {
    await stage.pass(first, 'dev');
    const apply = jest.spyOn(stage.target, 'apply').mockRejectedValue(new Error('no space left'));
    const failed = await round(stage);
    expect(failed.promotions).toMatchObject([{ step: 'failed', why: expect.stringContaining('no space left') }]);
    apply.mockRestore();
    const after = await round(stage);
    expect(after.promotions).toMatchObject([
      { release: first.id, step: 'passed-over', why: expect.stringContaining('had its turn') },
    ]);
    expect(await begun(stage)).toEqual([`dev ${first.id} deploy`, `hardening ${first.id} automatic`]);
  });

  test('goes on with the other environments where one fails', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.pass(second, 'dev');
    const apply = stage.target.apply.bind(stage.target);
    jest.spyOn(stage.target, 'apply').mockImplementation(async (place, stack) => {
      if (place.environment === 'hardening') throw new Error('no space left');
      return apply(place, stack);
    });
    expect(steps(await round(stage))).toEqual([`hardening ${second.id} failed`, `production ${first.id} deployed`]);
  });

  test('ends after the step that is under way, when it is stopped', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.pass(second, 'dev');
    let stopped = false;
    const apply = stage.target.apply.bind(stage.target);
    jest.spyOn(stage.target, 'apply').mockImplementation(async (...given) => {
      stopped = true;
      return apply(...given);
    });
    const done = await round(stage, { isStopped: () => stopped });
    expect(steps(done)).toEqual([`hardening ${second.id} deployed`]);
  });

  test('follows a new pass after a rollback, once nobody holds the environment any more', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.pass(second, 'dev', 'hardening');
    await stage.deploy(first, 'hardening', {}, { kind: 'rollback' });
    await stage.verdict('dev');
    const held = (await round(stage)).promotions.filter(({ environment }) => environment === 'hardening');
    expect(held).toMatchObject([{ release: second.id, step: 'waits', reasons: [{ code: 'Held' }] }]);
    await append(stage, { type: 'hold.lifted', ...at(stage, 'hardening') });
    expect(steps(await round(stage))).toEqual([
      `hardening ${second.id} deployed`,
      `production ${second.id} passed-over`,
    ]);
  });

  test('lets no broken glass count for what nobody asked for', async () => {
    await stage.pass(first, 'dev');
    await append(stage, { type: 'hold.set', ...at(stage, 'hardening'), release: second.id });
    const expires = instantAt(Date.parse(stage.now()) + 60 * MINUTE);
    await append(stage, { type: 'glass.broken', ...at(stage, 'hardening'), release: first.id, expires });
    expect(steps(await round(stage))).toEqual([`hardening ${first.id} waits`]);
  });

  test('takes the next one where the commits of the newest are older than those that run', async () => {
    const [older, runs, newer] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
    const commits = new MemoryHistory([
      { hash: older, parents: [] },
      { hash: runs, parents: [older] },
      { hash: newer, parents: [runs] },
    ]);
    const known = new Stage(AUTOMATIC);
    Object.assign(known.delivery, { commits });
    const [now, next, back] = [
      await known.release(`carts=carts:ref.${runs}`, ...FIRST.slice(1)),
      await known.release(`carts=carts:ref.${newer}`, ...FIRST.slice(1)),
      await known.release(`carts=carts:ref.${older}`, ...FIRST.slice(1)),
    ];
    await known.pass(now, 'dev');
    await round(known);
    await known.pass(next, 'dev');
    await known.deploy(back, 'dev', {}, { kind: 'deploy' }).catch(() => undefined);
    await append(known, {
      type: 'glass.broken',
      ...at(known, 'dev'),
      release: back.id,
      expires: '2030-01-01T00:00:00Z' as Instant,
    });
    await known.pass(back, 'dev');
    const done = await round(known);
    expect(done.promotions).toMatchObject([
      { release: next.id, step: 'deployed', deployment: { reason: expect.not.stringContaining('supersedes') } },
      { release: back.id, step: 'waits', reasons: [{ code: 'OlderCommit' }] },
    ]);
  });

  test('counts approvals of exactly the change that would be made', async () => {
    const asking = new Stage(AUTOMATIC.replace('after: [dev], promote: auto', '$&, require: { approvals: 1 }'));
    const release = await asking.release(...FIRST);
    await asking.pass(release, 'dev');
    const { project, serviceSet } = asking.delivery;
    const place = requireEnvironment(project, serviceSet, 'hardening');
    const change = await plan(asking.delivery, { release, environment: place.id }, asking.means());
    await approve(asking.delivery, { place, change }, { actor: 'sue' });
    asking.renderer.settings = 'another configuration than the one that Sue has seen';
    expect((await round(asking)).promotions).toMatchObject([{ step: 'waits', reasons: [{ code: 'ApprovalMissing' }] }]);
    asking.renderer.settings = '';
    expect(steps(await round(asking))).toEqual([`hardening ${release.id} deployed`]);
  });

  test('tells what cannot be rendered as failed, and tries it again when that is mended', async () => {
    await stage.pass(first, 'dev');
    const render = jest.spyOn(stage.renderer, 'render').mockRejectedValueOnce(new Error('no such construct'));
    expect((await round(stage)).promotions).toMatchObject([{ step: 'failed', why: 'no such construct' }]);
    render.mockRestore();
    expect(steps(await round(stage))).toEqual([`hardening ${first.id} deployed`]);
  });
});
