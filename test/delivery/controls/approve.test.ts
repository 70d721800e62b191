import { approving } from '../../../lib/delivery/controls/approve.js';
import {
  approve,
  type Change,
  plan,
  requireApprover,
  requireEnvironment,
  requireSameChange,
} from '../../../lib/delivery/index.js';
import type { Instant } from '../../../lib/ids.js';
import { later } from '../../../lib/ids.js';
import { changeHash } from '../../../lib/promotion/index.js';
import type { Release } from '../../../lib/release/index.js';
import { codesOf, errorOf, FIRST, Stage } from '../stage.js';

const MANIFEST = `
project: sockshop
roles: { sre: [sue@example.com, tim@example.com] }
environments:
  - { id: dev }
  - { id: production, after: [dev], require: { digests: false, approvals: { count: 2, roles: [sre], expires: 1h } } }
services: [{ id: carts }, { id: carts-db }, { id: catalogue }]
`;

const sue = { actor: 'sue@example.com' };

/** A release, made by tim, that passed in dev; and another one. */
async function staged(): Promise<{ stage: Stage; release: Release; next: Release }> {
  const stage = new Stage(MANIFEST);
  const release = await stage.release(...FIRST);
  await stage.pass(release, 'dev');
  const next = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
  await stage.pass(next, 'dev');
  return { stage, release, next };
}

function proposal(stage: Stage, change: Change) {
  const { project, serviceSet } = stage.delivery;
  return { place: requireEnvironment(project, serviceSet, change.environment), change };
}

function planned(stage: Stage, release: Release): Promise<Change> {
  return plan(stage.delivery, { release, environment: 'production' as never }, stage.means());
}

describe('an approval', () => {
  test('is of exactly one change: its parts and their hash', async () => {
    const { stage, release } = await staged();
    const change = await planned(stage, release);
    const { event } = await approve(stage.delivery, proposal(stage, change), { ...sue, reason: 'I looked at it' });
    expect(event).toMatchObject({
      actor: 'sue@example.com',
      reason: 'I looked at it',
      fact: { type: 'approval.granted', change: change.identity.parts, preview: changeHash(change.identity.parts) },
    });
  });

  test('of the same change by the same person is recorded once, in whatever case the name is written', async () => {
    const { stage, release } = await staged();
    const given = proposal(stage, await planned(stage, release));
    await approve(stage.delivery, given, sue);
    expect((await approve(stage.delivery, given, { actor: 'Sue@Example.com' })).event).toBeUndefined();
  });

  test('that expired is given anew', async () => {
    const { stage, release } = await staged();
    const given = proposal(stage, await planned(stage, release));
    const { event } = await approve(stage.delivery, given, sue);
    const at = event?.at as Instant;
    const again = async (milliseconds: number) => approving(await stage.state(), given, sue, later(at, milliseconds));
    expect(await again(3_599_999)).toBeUndefined();
    expect(await again(3_600_000)).toBeDefined();
  });

  test('is not recorded where something else runs there by now', async () => {
    const { stage, release, next } = await staged();
    const given = proposal(stage, await planned(stage, next));
    for (const actor of ['sue@example.com', 'tim@example.com'])
      await approve(stage.delivery, proposal(stage, await planned(stage, release)), { actor });
    await stage.deploy(release, 'production');
    const error = await errorOf(approve(stage.delivery, given, sue));
    expect(error).toMatchObject({ kind: 'conflict', problems: [{ code: 'PreviewChanged' }] });
    expect(error.message).toContain(`production runs ${release.id} by now, and not nothing`);
  });
});

describe('somebody whose approval could not count is told so at once', () => {
  test.each([
    ['tim', 'OwnRelease', 'made the release'],
    ['TIM', 'OwnRelease', 'made the release'],
    ['ann@example.com', 'RoleMissing', 'does not have the role sre'],
  ])('%s', async (actor, code, why) => {
    const { stage, release } = await staged();
    const place = requireEnvironment(stage.delivery.project, stage.delivery.serviceSet, 'production');
    const error = await errorOf(() => requireApprover(stage.delivery, place, release, { actor }));
    expect(error).toMatchObject({ kind: 'refused', problems: [{ code }] });
    expect(error.message).toContain(`${actor} ${why}`);
    const change = await planned(stage, release);
    expect(await codesOf(approve(stage.delivery, { place, change }, { actor }))).toEqual([code]);
    expect(await stage.factTypes()).not.toContain('approval.granted');
  });

  test('where no roles are asked for, everybody else may', async () => {
    const { stage, release } = await staged();
    const dev = requireEnvironment(stage.delivery.project, stage.delivery.serviceSet, 'dev');
    requireApprover(stage.delivery, dev, release, { actor: 'ann@example.com' });
    expect(await codesOf(() => requireApprover(stage.delivery, dev, release, { actor: 'tim' }))).toEqual([
      'OwnRelease',
    ]);
  });
});

describe('the preview that somebody looked at', () => {
  async function differing(prepare: (stage: Stage, release: Release, next: Release) => Promise<void>): Promise<string> {
    const { stage, release, next } = await staged();
    const { hash } = (await planned(stage, next)).identity;
    await prepare(stage, release, next);
    const now = await planned(stage, next);
    return (await errorOf(async () => requireSameChange(await stage.state(), now, hash))).message;
  }

  async function intoProduction(stage: Stage, release: Release): Promise<void> {
    const given = proposal(stage, await planned(stage, release));
    for (const actor of ['sue@example.com', 'tim@example.com']) await approve(stage.delivery, given, { actor });
    await stage.deploy(release, 'production');
  }

  test('is the one that would be made, or it is refused', async () => {
    const { stage, release } = await staged();
    const change = await planned(stage, release);
    const state = await stage.state();
    requireSameChange(state, change, change.identity.hash);
    expect(await errorOf(() => requireSameChange(state, change, 'f'.repeat(64)))).toMatchObject({
      kind: 'conflict',
      problems: [{ code: 'PreviewChanged', hint: expect.stringContaining(change.identity.hash) }],
    });
  });

  test('was of an empty environment, where the record tells that', async () => {
    expect(await differing(intoProduction)).toMatch(/made when nothing stood there, and production runs rel-\w+ now$/);
  });

  test('was of another release there, which is named', async () => {
    const { stage, release, next } = await staged();
    await intoProduction(stage, release);
    const third = await stage.release('carts=carts:0.10.3', ...FIRST.slice(1));
    await stage.pass(third, 'dev');
    const { hash } = (await planned(stage, third)).identity;
    await intoProduction(stage, next);
    const now = await planned(stage, third);
    const error = await errorOf(async () => requireSameChange(await stage.state(), now, hash));
    expect(error.message).toContain(`made when ${release.id} ran there, and production runs ${next.id} now`);
  });

  test('was of other settings, which is all that can be said', async () => {
    const message = await differing(async (stage) => {
      stage.renderer.settings = 'larger';
    });
    expect(message).toContain('the manifest, or the stack that stands in production, changed since');
  });
});
