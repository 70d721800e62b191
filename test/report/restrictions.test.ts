import type { EnvironmentId, Instant } from '../../lib/ids.js';
import { type EnvironmentStatus, environmentStatus, statusText } from '../../lib/report/index.js';
import { after, environment, id, minute, production, project, Story } from '../promotion/world.js';

const HOUR = 60;

function statusOf(story: Story, at: Instant, where = 'production'): EnvironmentStatus {
  const set = story.project.serviceSets[0];
  const place = story.project.environments.find((candidate) => candidate.id === where);
  if (set === undefined || place === undefined) throw new Error(`no ${where}`);
  return environmentStatus(story.state, story.project, set, place, at);
}

/** The lines under a heading of the status of production. */
function under(heading: string, story: Story, at: Instant): string[] {
  const text = statusText(statusOf(story, at), 'slipway sync production');
  const [, block = ''] = text.split(`\n${heading}\n`);
  return (block.split('\n\n')[0] ?? '')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
}

const restrictions = (story: Story, at: Instant) => under('Restrictions:', story, at);

/** Release 1 runs in production, release 2 passed in hardening; all of it at one instant. */
function begun(of = production({})): Story {
  const story = new Story(of, 0).at(minute(0)).release('1').release('2');
  story.deployed('1', 'hardening', 'pass').deployed('1', 'production', 'pass');
  return story.deployed('2', 'hardening', 'pass');
}

test('where nobody decided anything, nothing is told of it', () => {
  const text = statusText(statusOf(begun(), minute(1)), 'slipway sync production');
  expect(text).not.toMatch(/Restrictions|Approvals/);
});

describe('restrictions tell', () => {
  test('of a hold: on what, since when, by whom and why', () => {
    const held = begun().hold('1', 'production', { by: 'sue', reason: 'the audit' });
    expect(restrictions(held, minute(1))).toEqual([`- held on rel-1 (number 1) since ${minute(0)} by sue: the audit`]);
  });

  test('of a hold that a rollback set', () => {
    const story = begun().deployed('2', 'production').rolledBack('1', '2', 'production');
    expect(restrictions(story, minute(1))).toEqual([
      `- held on rel-1 (number 1) since ${minute(0)} by tim@example.org, who rolled it back`,
    ]);
  });

  test('of freezes that hold, and of those still to come, but not of one that is over', () => {
    const story = begun()
      .freeze('production', { until: minute(HOUR), by: 'sue', reason: 'the sale' })
      .freeze(undefined, { from: minute(2 * HOUR), rollbacks: 'refused' })
      .freeze('hardening');
    const planned = `from ${minute(2 * HOUR)}, for rollbacks too, by tim@example.org`;
    expect(restrictions(story, minute(1))).toEqual([
      `- frozen since ${minute(0)} until ${minute(HOUR)}, by sue: the sale`,
      `- to be frozen with the whole project ${planned}`,
    ]);
    expect(restrictions(story, minute(HOUR))).toEqual([`- to be frozen with the whole project ${planned}`]);
    expect(restrictions(story, minute(2 * HOUR))).toEqual([
      `- frozen with the whole project since ${minute(2 * HOUR)}, for rollbacks too, by tim@example.org`,
    ]);
  });

  test('of a broken glass while it is in force, and of what came by it until somebody evaluates it', () => {
    const story = begun().breakGlass('2', 'production', minute(HOUR), { by: 'sue', reason: 'payments are down' });
    expect(restrictions(story, minute(1))).toEqual([
      `- glass broken for rel-2 from ${minute(0)} until ${minute(HOUR)}, by sue: payments are down`,
    ]);
    expect(restrictions(story, minute(HOUR))).toEqual([]);
    story.deployed('2', 'production', undefined, { overridden: ['WindowClosed', 'Held'] });
    const came = '- rel-2 came here under a broken glass, past WindowClosed, Held, and was not evaluated since';
    expect(restrictions(story, minute(HOUR))).toEqual([came]);
    expect(restrictions(story.judge('production', 'pass'), minute(HOUR))).toEqual([]);
  });

  test('nothing of a broken glass that was not needed', () => {
    const story = begun().breakGlass('2', 'production', minute(HOUR)).deployed('2', 'production');
    expect(restrictions(story, minute(HOUR))).toEqual([]);
  });
});

describe('approvals are told', () => {
  const asking = () => begun(production({ approvals: { count: 2, expiresSeconds: 3600 } }));
  const approvals = (story: Story, at: Instant) => under('Approvals:', story, at);

  test('with whose they are, when they were given, how long they count, and why', () => {
    const story = asking().approve('2', 'production', { by: 'sue', reason: 'I looked at it' });
    expect(approvals(story, minute(1))).toEqual([
      `- rel-2 (number 2) by sue at ${minute(0)} until ${minute(HOUR)}: I looked at it`,
    ]);
  });

  test('with why they do not count any more, where that is known without rendering anything', () => {
    const story = asking().approve('2', 'production', { by: 'sue' });
    expect(approvals(story, minute(HOUR))).toEqual([
      expect.stringContaining('; it does not count: sue gave an approval that expired'),
    ]);
    story.release('3').deployed('3', 'production');
    expect(approvals(story, minute(1))).toEqual([
      expect.stringContaining('; it does not count: sue approved another change: rel-1 ran there then'),
    ]);
  });

  test('until they are used', () => {
    const story = asking().approve('2', 'production', { by: 'sue' }).deployed('2', 'production');
    expect(approvals(story, minute(1))).toEqual([]);
  });
});

test('what gathers in a bracket is under way', () => {
  const place = { serviceSet: 'main' as never, environment: 'production' as EnvironmentId };
  const bracket = 'bra-1' as never;
  const story = begun().tell({ type: 'bracket.opened', bracket, ...place }, { by: 'sue', reason: 'the new checkout' });
  const ongoing = () => under('Ongoing deployments/tests/evaluations:', story, minute(1));
  expect(ongoing()).toEqual([
    `- bracket bra-1 with nothing in it yet, opened by sue at ${minute(0)}: the new checkout`,
  ]);
  const images = { 'carts-db': { image: 'carts-db:3' }, carts: { image: 'carts:2' } } as never;
  story.tell({ type: 'bracket.added', bracket, ...place, images });
  expect(ongoing()).toEqual([
    `- bracket bra-1 with carts:2, carts-db:3, opened by sue at ${minute(0)}: the new checkout`,
  ]);
});

test('what people wrote is on one line, and has no power over a terminal', () => {
  const story = begun().hold('1', 'production', { by: 'sue\u001b[31m', reason: 'one\ntwo' });
  expect(restrictions(story, minute(1))).toEqual([
    `- held on rel-1 (number 1) since ${minute(0)} by sue [31m: one two`,
  ]);
});

test('a status of another time than now offers no command', () => {
  const status = statusOf(begun(), minute(1));
  expect(statusText(status, undefined)).toContain('Taking it over would update:\n- carts:1 --> carts:2\n');
  expect(statusText(status, undefined, ['it is frozen'])).toContain(
    'Taking it over is refused as things stand:\n- it is frozen\n\nIt would update:\n',
  );
});

test('a hold on a release that the record has not is told by its id', () => {
  const of = project([environment('dev'), environment('production', after('dev'))]);
  const story = new Story(of, 0).at(minute(0)).hold('9', 'production', { by: 'sue' });
  expect(statusOf(story, minute(1)).restrictions.held).toMatchObject({ release: id('9'), found: undefined });
  expect(restrictions(story, minute(1))).toEqual([`- held on rel-9 since ${minute(0)} by sue`]);
});

describe('where a deployment failed and left something else', () => {
  const left = () => begun().attempted('2', 'production', 'failed');

  test('it is said that what runs is not certain, and how to find out', () => {
    const story = left();
    const status = statusOf(story, minute(1));
    expect(statusText(status, undefined)).toMatch(
      /\n\nNot certain: deployment dep-\w+ of rel-2 failed and left something else there, see `slipway verify production`\.\n\nOngoing/,
    );
  });

  test('until a deployment succeeds, or what should run was found healthy', () => {
    const certain = (story: Story) => statusOf(story, minute(1)).leftBy === undefined;
    expect(certain(left())).toBe(false);
    expect(certain(left().attempted('2', 'production', 'rolled-back'))).toBe(false);
    expect(certain(left().deployed('2', 'production'))).toBe(true);
    expect(certain(left().healthy('1', 'production'))).toBe(true);
  });
});
