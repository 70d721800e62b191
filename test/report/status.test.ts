import { environmentStatus } from '../../lib/report/index.js';
import { FIRST, SOCKSHOP, Stage } from '../delivery/stage.js';
import { IN_SYNC, OUT_OF_SYNC } from './stage-sync.js';
import { line, outOfSync, printed } from './story.js';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

test('an environment behind the one before it is shown with what it would take over, and the command for that', async () => {
  await outOfSync(stage);
  expect(await printed(stage, 'hardening')).toBe(OUT_OF_SYNC);
});

test('an environment that took over everything is in sync, and nothing is left to execute', async () => {
  const { second } = await outOfSync(stage);
  await stage.deploy(second, 'hardening', {}, { kind: 'sync' });
  expect(await printed(stage, 'hardening')).toBe(IN_SYNC);
});

test('the first environment has nothing to be in sync with', async () => {
  await outOfSync(stage);
  expect(await printed(stage, 'dev')).toBe(`Released services in dev:
- carts:0.10.17
- carts-db:0.4.1
- catalogue:1.7.0

Ongoing deployments/tests/evaluations:
- N/A
`);
});

test('an environment before its first deployment says so', async () => {
  expect(await printed(stage, 'dev')).toBe(`Released services in dev:
- none yet

Ongoing deployments/tests/evaluations:
- N/A
`);
});

test('an environment to which nothing can come yet says why', async () => {
  await stage.deploy(await stage.release(...FIRST));
  expect(await printed(stage, 'hardening')).toBe(`Released services in hardening:
- none yet

Ongoing deployments/tests/evaluations:
- N/A

Sync status: hardening has nothing to sync with: no release has passed its evaluation in dev yet.
`);
});

test('everything is new to an environment where nothing runs', async () => {
  await stage.pass(await stage.release(...FIRST), 'dev');
  expect(await printed(stage, 'hardening')).toContain(`to update:
- (new) --> carts:0.10.1
- (new) --> carts-db:0.4.0
- (new) --> catalogue:1.7.0
`);
});

test('what is compared is what passed last, and not what was deployed last', async () => {
  const { second } = await outOfSync(stage);
  await stage.deploy(await stage.release('carts=carts:0.11.0', ...FIRST.slice(1)));
  const text = await printed(stage, 'hardening');
  expect(text).toContain('- carts:0.10.1 --> carts:0.10.17\n');
  expect(text).not.toContain('0.11.0');
  await stage.deploy(second, 'hardening');
  expect(await printed(stage, 'hardening')).toContain('IN-SYNC');
});

test('services that came and went are shown, and the sync does exactly what is shown', async () => {
  const first = await stage.release(...FIRST);
  await stage.pass(first, 'dev', 'hardening');
  const other = SOCKSHOP.replace('  - { id: catalogue, image: catalogue }', '  - { id: orders, image: orders }');
  const next = new Stage(other, { goesOn: stage });
  const second = await next.release('carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'orders=orders:1.0.0');
  await next.pass(second, 'dev');
  expect(await printed(next, 'hardening')).toMatch(
    /to update:\n- catalogue:1\.7\.0 --> \(removed\)\n- \(new\) --> orders:1\.0\.0\n$/,
  );
  await next.target.apply(next.place('hardening'), {
    stackName: 'sockshop-hardening',
    template: (await stage.target.current(stage.place('hardening'))) ?? '',
  });
  await next.deploy(second, 'hardening', {}, { kind: 'sync' });
  const { artifacts } = await next.target.observe(next.place('hardening'), next.now());
  expect(Object.keys(artifacts).sort()).toEqual(['carts', 'carts-db', 'orders']);
  expect(await printed(next, 'hardening')).toContain('IN-SYNC');
});

test('what is under way is listed with what, who, since when and until when', async () => {
  const first = await stage.release(...FIRST);
  stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
  const { deployment } = await stage.deploy(first);
  const { project, serviceSet } = stage.delivery;
  const [dev] = project.environments;
  if (dev === undefined) throw new Error('there is no environment');
  const { ongoing, release } = environmentStatus(await stage.state(), project, serviceSet, dev, stage.now());
  expect(ongoing).toMatchObject([{ deployment: { id: deployment.id }, release: first, holder: 'here/1' }]);
  expect(release).toBeUndefined();
  expect(await printed(stage, 'dev')).toBe(`Released services in dev:
- none yet

Ongoing deployments/tests/evaluations:
- deploy of ${first.id} (number 1) by tim since ${deployment.requestedAt}, held by here/1 until ${ongoing[0]?.expires}
`);
});

test('the latest verdict on what runs is known, and no other', async () => {
  const { first, second } = await outOfSync(stage);
  const { project, serviceSet } = stage.delivery;
  const [dev] = project.environments;
  if (dev === undefined) throw new Error('there is no environment');
  const verdict = async () => environmentStatus(await stage.state(), project, serviceSet, dev, stage.now()).verdict;
  expect(await verdict()).toBe('pass');
  await stage.verdict('dev', 'fail');
  expect(await verdict()).toBe('fail');
  await stage.deploy(await stage.release('carts=carts:0.11.0', ...FIRST.slice(1)));
  expect(await verdict()).toBeUndefined();
  expect(first.id).not.toBe(second.id);
});

test('of several environments before one, the newest pass counts, and is named', async () => {
  const manifest = `
project: shop
environments: [{ id: left }, { id: right }, { id: joint, after: [left, right] }]
services: [{ id: web, image: web }]
`;
  const joined = new Stage(manifest);
  await joined.pass(await joined.release('web=web:1'), 'left');
  await joined.pass(await joined.release('web=web:2'), 'right');
  expect(await printed(joined, 'joint')).toContain('joint is OUT-OF-SYNC with right.\n');
  await joined.verdict('left');
  expect(await printed(joined, 'joint')).toContain('joint is OUT-OF-SYNC with left.\n');
});

describe('a row of a change', () => {
  const [a, b] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);

  test.each([
    ['names both versions', 'carts', 'carts:0.10.1', 'carts:0.10.17', 'carts:0.10.1 --> carts:0.10.17'],
    ['names what is new', 'carts', undefined, 'carts:0.10.1', '(new) --> carts:0.10.1'],
    ['names what is gone', 'carts', 'carts:0.10.1', undefined, 'carts:0.10.1 --> (removed)'],
    [
      'is called after the service, not the repository',
      'carts',
      'r.example.com/a/shop:1',
      'shop:2',
      'carts:1 --> carts:2',
    ],
    [
      'tells one label twice apart by digest',
      'carts',
      `c:1@${a}`,
      `c:1@${b}`,
      'carts:1@aaaaaaaaaaaa --> carts:1@bbbbbbbbbbbb',
    ],
    [
      'names a digest where there is nothing else',
      'carts',
      `c@${a}`,
      `c@${b}`,
      'carts@aaaaaaaaaaaa --> carts@bbbbbbbbbbbb',
    ],
    ['tells two repositories apart', 'carts', 'a/c:1', 'b/c:1', 'carts:a/c:1 --> carts:b/c:1'],
  ])('%s', (_, artifact, from, to, text) => {
    expect(line(artifact, from, to)).toBe(text);
  });
});
