import type { EnvironmentId } from '../../lib/ids.js';
import type { Project } from '../../lib/manifest/model.js';
import { deploymentId, precedingEnvironments, rollbackTarget, syncSource } from '../../lib/promotion/index.js';
import { after, environment, id, minute, PROJECT, project, SET, SOCKSHOP, Story } from './world.js';

const dev = 'dev' as EnvironmentId;

describe('a rollback without a release goes', () => {
  test('to the newest that passed there and does not run there now', () => {
    const story = new Story();
    for (const name of ['1', '2', '3']) story.release(name).deployed(name, 'dev', 'pass');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('2'));
  });

  test('past what was never evaluated, or failed', () => {
    const story = new Story().release('1').deployed('1', 'dev', 'pass').release('2').deployed('2', 'dev');
    story
      .release('3')
      .deployed('3', 'dev', 'pass')
      .verdict('3', 'dev', 'dep-3' as never, 'fail')
      .release('4')
      .deployed('4', 'dev');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('1'));
  });

  test('further back each time, never forward to what was rolled back from', () => {
    const story = new Story();
    for (const name of ['1', '2', '3']) story.release(name).deployed(name, 'dev', 'pass');
    story.rolledBack('2', '3', 'dev');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('1'));
    story.verdict('2', 'dev', 'dep-4' as never, 'pass');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('1'));
    story.rolledBack('1', '2', 'dev');
    expect(rollbackTarget(story.state, SET, dev)).toBeUndefined();
  });

  test('again to what was rolled back from, once that was deployed anew and passed', () => {
    const story = new Story();
    for (const name of ['1', '2']) story.release(name).deployed(name, 'dev', 'pass');
    story.rolledBack('1', '2', 'dev').deployed('2', 'dev').release('3').deployed('3', 'dev');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('1'));
    story.deployed('2', 'dev', 'pass').deployed('3', 'dev');
    expect(rollbackTarget(story.state, SET, dev)).toBe(id('2'));
  });

  test('nowhere, where nothing else passed', () => {
    expect(rollbackTarget(new Story().state, SET, dev)).toBeUndefined();
    expect(rollbackTarget(new Story().release('1').deployed('1', 'dev', 'pass').state, SET, dev)).toBeUndefined();
  });
});

describe('a sync takes over', () => {
  const FORKED = project([
    environment('europe'),
    environment('america'),
    environment('production', after('europe', 'america')),
  ]);
  const ask = (story: Story, where: string, from?: string, of: Project = story.project) =>
    syncSource(story.state, of, SET, where as EnvironmentId, from as EnvironmentId | undefined);

  test('the last release that passed before, not the last that was deployed there', () => {
    const story = new Story().release('1').deployed('1', 'dev', 'pass').release('2').deployed('2', 'dev');
    expect(ask(story, 'hardening')).toEqual({ found: true, from: 'dev', release: id('1'), passedAt: minute(3) });
  });

  test('not what passed once and failed since', () => {
    const story = new Story()
      .release('1')
      .deployed('1', 'dev', 'pass')
      .verdict('1', 'dev', 'dep-1' as never, 'fail');
    expect(ask(story, 'hardening')).toMatchObject({ found: false, problem: { code: 'NothingPassed' } });
  });

  test('of several environments the newest pass, or that of the one that is named', () => {
    const story = new Story(FORKED)
      .release('1')
      .release('2')
      .deployed('1', 'europe', 'pass')
      .deployed('2', 'america', 'pass');
    expect(ask(story, 'production')).toMatchObject({ from: 'america', release: id('2') });
    expect(ask(story, 'production', 'europe')).toMatchObject({ from: 'europe', release: id('1') });
    story.verdict('1', 'europe', 'dep-1' as never, 'pass');
    expect(ask(story, 'production')).toMatchObject({ from: 'europe', release: id('1') });
  });

  test.each<[string, string, string | undefined, string, RegExp, RegExp]>([
    [
      'into the first environment',
      'dev',
      undefined,
      'FirstEnvironment',
      /dev is where releases start/,
      /slipway deploy/,
    ],
    ['from where no edge comes', 'production', 'dev', 'NotAnEdge', /production does not come after dev/, /hardening/],
    [
      'where nothing passed',
      'production',
      undefined,
      'NothingPassed',
      /no release has passed.*in hardening/,
      /slipway verdict hardening pass/,
    ],
    ['into what does not exist', 'nowhere', undefined, 'UnknownEnvironment', /"nowhere"/, /dev, hardening, production/],
  ])('nothing %s, and says why', (_, where, from, code, message, hint) => {
    expect(ask(new Story(), where, from)).toMatchObject({
      found: false,
      problem: { code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    });
  });
});

test('environments before one are in the order of the manifest', () => {
  const forked = project([environment('a'), environment('b'), environment('c', after('b', 'a'))]);
  expect(precedingEnvironments(forked, SET, 'c' as EnvironmentId).map(({ id: name }) => name)).toEqual(['a', 'b']);
  expect(precedingEnvironments(SOCKSHOP, SET, dev)).toEqual([]);
});

test('a deployment’s id is that of its intent, whatever the order of keys', () => {
  const intent = {
    project: PROJECT,
    serviceSet: SET,
    environment: dev,
    release: id('1'),
    kind: 'deploy' as const,
    at: minute(0),
    actor: 'tim',
    lease: { holder: 'a', fence: 1, expires: minute(9) },
  };
  expect(deploymentId(intent)).toMatch(/^dep-[0-9a-f]{12}$/);
  expect(deploymentId(Object.fromEntries(Object.entries(intent).reverse()) as typeof intent)).toBe(
    deploymentId(intent),
  );
  expect(deploymentId({ ...intent, at: minute(1) })).not.toBe(deploymentId(intent));
});
