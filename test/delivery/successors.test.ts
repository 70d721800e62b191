import {
  defaultEnvironment,
  findRollbackTarget,
  findSyncSource,
  requireEdge,
  requireEnvironment,
} from '../../lib/delivery/index.js';
import type { Environment } from '../../lib/manifest/index.js';
import type { Release } from '../../lib/release/index.js';
import { codesOf, errorOf, FIRST, Stage } from './stage.js';

let stage: Stage;
let first: Release;
let second: Release;

beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

function environment(id: string, on = stage): Environment {
  return requireEnvironment(on.delivery.project, on.delivery.serviceSet, id);
}

describe('an environment takes over', () => {
  test('what passed last in the one before it, and not what was deployed there last', async () => {
    await stage.pass(first, 'dev');
    await stage.deploy(second);
    expect(await findSyncSource(stage.delivery, environment('hardening'), undefined)).toEqual(first);
    await stage.verdict('dev');
    expect(await findSyncSource(stage.delivery, environment('hardening'), undefined)).toEqual(second);
  });

  test('what passed before, where the latest failed', async () => {
    await stage.pass(first, 'dev');
    await stage.deploy(second);
    await stage.verdict('dev', 'fail');
    expect(await findSyncSource(stage.delivery, environment('hardening'), 'dev')).toEqual(first);
  });

  test('as a deployment like any other, which says that it is a sync', async () => {
    await stage.pass(second, 'dev');
    const release = await findSyncSource(stage.delivery, environment('hardening'), undefined);
    const { deployment } = await stage.deploy(release, 'hardening', {}, { kind: 'sync' });
    expect(deployment).toMatchObject({
      kind: 'sync',
      release: second.id,
      environment: 'hardening',
      status: 'succeeded',
    });
  });

  test.each([
    ['an environment that comes after no other', 'dev', undefined, 'input', 'FirstEnvironment', /deploy <release>/],
    ['from one that it does not come after', 'production', 'dev', 'input', 'NotAnEdge', /hardening/],
    ['from one that does not exist', 'production', 'harden', 'input', 'UnknownEnvironment', /hardening/],
    ['where nothing passed yet', 'hardening', undefined, 'refused', 'NothingPassed', /verdict dev pass/],
  ] as const)('nothing: %s', async (_, into, from, kind, code, hint) => {
    const error = await errorOf(findSyncSource(stage.delivery, environment(into), from));
    expect(error).toMatchObject({ kind, problems: [{ code, hint: expect.stringMatching(hint) }] });
  });
});

describe('an environment goes back', () => {
  test('to the last release that passed there and is not what runs', async () => {
    await stage.pass(first, 'dev');
    await stage.deploy(second);
    await stage.verdict('dev', 'fail');
    expect(await findRollbackTarget(stage.delivery, environment('dev'))).toEqual(first);
  });

  test.each([
    ['nothing ran', async () => {}],
    ['nothing but what runs has passed', async () => stage.pass(first, 'dev')],
    [
      'the earlier one failed in the end',
      async () => {
        await stage.pass(first, 'dev');
        await stage.verdict('dev', 'fail');
        await stage.pass(second, 'dev');
      },
    ],
  ])('nowhere, where %s: that is refused with what to do', async (_, before) => {
    await before();
    const error = await errorOf(findRollbackTarget(stage.delivery, environment('dev')));
    expect(error).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'NotVerifiedHere', hint: expect.stringContaining('rollback dev --to <release>') }],
    });
  });

  test('not to a release that never ran there', async () => {
    await stage.pass(first, 'dev');
    expect(await codesOf(stage.deploy(second, 'dev', {}, { kind: 'rollback' }))).toEqual(['NotVerifiedHere']);
  });
});

describe('the first environment', () => {
  const manifest = `
project: shop
environments:
  - { id: stage, after: [lab] }
  - { id: lab }
  - { id: play }
serviceSets:
  - { id: api, services: [{ id: search, image: search }] }
  - { id: pipeline, environments: [play], services: [{ id: matcher, image: matcher }] }
`;

  test('is where a release goes when nobody says where: the first that comes after no other, and where the set runs', () => {
    expect(defaultEnvironment(stage.delivery.project, stage.delivery.serviceSet).id).toBe('dev');
    for (const [serviceSet, id] of [
      ['api', 'lab'],
      ['pipeline', 'play'],
    ] as const) {
      const { delivery } = new Stage(manifest, { serviceSet });
      expect(defaultEnvironment(delivery.project, delivery.serviceSet).id).toBe(id);
    }
  });

  test('is none that anything is promoted to', async () => {
    const { delivery } = stage;
    const error = await errorOf(() => requireEdge(delivery.project, environment('dev')));
    expect(error).toMatchObject({ kind: 'input', problems: [{ code: 'NoPrecedingEnvironment' }] });
    expect(() => requireEdge(delivery.project, environment('hardening'))).not.toThrow();
  });

  test('is told to somebody who names one where the set does not run', async () => {
    const pipeline = new Stage(manifest, { serviceSet: 'pipeline' });
    const error = await errorOf(() => environment('lab', pipeline));
    expect(error.problems).toMatchObject([{ code: 'UnknownEnvironment', hint: 'it runs in play' }]);
  });
});
