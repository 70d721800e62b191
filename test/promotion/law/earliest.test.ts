import fc from 'fast-check';
import type { Instant } from '../../../lib/ids.js';
import { later } from '../../../lib/ids.js';
import { type Requirements, WEEKDAYS, type Window } from '../../../lib/manifest/requirements.js';
import type { Decision, Question } from '../../../lib/promotion/index.js';
import { decide } from '../../../lib/promotion/index.js';
import { after as comesAfter, environment, id, project, SET, Story } from '../world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is asked in production, and what was decided about it; instants in minutes from the question. */
interface Case {
  readonly at: Instant;
  readonly windows?: readonly Window[];
  readonly verdict?: 'any' | 'all';
  readonly soakMinutes?: number;
  /** When each environment before it got the release. */
  readonly soakedFrom?: readonly [europe: number, america: number];
  readonly freezes?: readonly { readonly from: number; readonly until: number }[];
  readonly leaseUntil?: number;
  readonly approvedUntil?: number;
  readonly glass?: { readonly from: number; readonly until: number };
}

const APPROVAL_LIFE = 60 * 24 * 30;

/** The question that a case asks, of a record in which all of it was recorded. */
function questionOf(one: Case): Question {
  const minutes = (count: number) => later(one.at, count * MINUTE);
  const require: Requirements = {
    digests: false,
    ...(one.windows === undefined ? {} : { windows: one.windows }),
    ...(one.verdict === undefined ? {} : { verdict: one.verdict }),
    ...(one.soakMinutes === undefined ? {} : { soakSeconds: one.soakMinutes * 60 }),
    ...(one.approvedUntil === undefined ? {} : { approvals: { count: 1, expiresSeconds: APPROVAL_LIFE * 60 } }),
  };
  const places = [environment('europe'), environment('america')];
  const shop = project([...places, environment('production', { ...comesAfter('europe', 'america'), require })]);
  const story = new Story(shop, 0)
    .at(minutes(-APPROVAL_LIFE - 1))
    .release('1')
    .release('2');
  const [europe, america] = one.soakedFrom ?? [-1, -1];
  story.at(minutes(europe)).deployed('1', 'europe', 'pass');
  story.at(minutes(america)).deployed('1', 'america', 'pass');
  if (one.approvedUntil !== undefined)
    story.at(minutes(one.approvedUntil - APPROVAL_LIFE)).approve('1', 'production', { by: 'sue' });
  for (const { from, until } of one.freezes ?? [])
    story.at(minutes(-1)).freeze('production', { from: minutes(from), until: minutes(until) });
  if (one.glass !== undefined)
    story.at(minutes(one.glass.from)).breakGlass('1', 'production', minutes(one.glass.until));
  const lease = { holder: 'host/1', fence: 1, expires: minutes(one.leaseUntil ?? 0) };
  if (one.leaseUntil !== undefined) story.at(minutes(-1)).request('2', 'production', 1, { lease });
  const about = { serviceSet: SET, environment: 'production' as never, release: id('1'), kind: 'deploy' as const };
  return { ...about, project: shop, state: story.state, at: one.at };
}

/** The first instant from the question on at which the law says yes, by asking it at every minute. */
function stepping(question: Question, minutes: number): Instant | undefined {
  for (let step = 0; step <= minutes; step++) {
    const at = later(question.at, step * MINUTE);
    if (decide({ ...question, at }).eligible) return at;
  }
  return undefined;
}

/** The answer names the instant that stepping finds, within so many hours; and none within them where it finds none. */
function agrees(question: Question, hours: number): Decision {
  const decision = decide(question);
  const found = stepping(question, hours * 60);
  if (decision.eligible) expect(found).toBe(later(question.at, 0));
  else if (found !== undefined) expect(decision.earliest).toBe(found);
  else if (decision.earliest !== undefined)
    expect(Date.parse(decision.earliest)).toBeGreaterThan(Date.parse(question.at) + hours * HOUR);
  return decision;
}

const weekly = (from: string, to: string, zone: string): Window => ({ kind: 'weekly', days: WEEKDAYS, from, to, zone });

describe('the earliest instant is the first at which the law says yes', () => {
  test.each<[string, Case, string]>([
    [
      'where the clock is put back: the hour that comes twice is open twice',
      { at: '2026-10-25T00:45:00Z' as Instant, windows: [weekly('01:15', '01:30', 'Europe/London')] },
      '2026-10-25T01:15:00Z',
    ],
    [
      'where the clock is put forward: the hour that is skipped is never open',
      { at: '2027-03-28T00:30:00Z' as Instant, windows: [weekly('01:15', '01:45', 'Europe/London')] },
      '2027-03-29T00:15:00Z',
    ],
    [
      'where a window begins in the skipped hour and ends after it',
      { at: '2027-03-28T00:30:00Z' as Instant, windows: [weekly('01:30', '03:00', 'Europe/London')] },
      '2027-03-28T01:00:00Z',
    ],
    [
      'where the soak ends between the two',
      {
        at: '2026-11-01T04:00:00Z' as Instant,
        windows: [weekly('01:00', '01:30', 'America/New_York')],
        soakMinutes: 120,
        soakedFrom: [-20, -20],
      },
      '2026-11-01T06:00:00Z',
    ],
    [
      'on a leap day',
      {
        at: '2028-02-28T23:30:00Z' as Instant,
        windows: [{ kind: 'once', from: '2028-02-29T09:00', to: '2028-02-29T10:00', zone: 'Europe/London' }],
        freezes: [{ from: -60, until: 600 }],
      },
      '2028-02-29T09:30:00Z',
    ],
    [
      'where a freeze that is planned begins before the window opens, and the next window is after it',
      {
        at: '2026-10-24T18:00:00Z' as Instant,
        windows: [weekly('09:00', '10:00', 'Europe/London')],
        freezes: [{ from: 60, until: 60 * 39 + 30 }],
      },
      '2026-10-26T09:30:00Z',
    ],
    [
      'where everything at once has to come together',
      {
        at: '2027-03-27T22:00:00Z' as Instant,
        windows: [weekly('00:30', '02:30', 'Europe/London')],
        verdict: 'all',
        soakMinutes: 240,
        soakedFrom: [-60, -30],
        freezes: [{ from: -10, until: 150 }],
        leaseUntil: 45,
        approvedUntil: 60 * 36,
      },
      '2027-03-28T23:30:00Z',
    ],
  ])('%s', (_, one, expected) => {
    expect(agrees(questionOf(one), 48).earliest).toBe(expected);
  });

  test('and there is none where an approval expires before the rest comes together', () => {
    const one: Case = { at: '2027-03-27T22:00:00Z' as Instant, freezes: [{ from: -10, until: 150 }] };
    expect(agrees(questionOf({ ...one, approvedUntil: 150 }), 12).earliest).toBeUndefined();
    expect(agrees(questionOf({ ...one, approvedUntil: 151 }), 12).earliest).toBe('2027-03-28T00:30:00Z');
  });

  test('under a broken glass it is when who is at work is done, as long as the glass is in force then', () => {
    const one: Case = {
      at: '2026-10-25T00:00:00Z' as Instant,
      leaseUntil: 60,
      windows: [weekly('09:00', '10:00', 'Europe/London')],
    };
    expect(agrees(questionOf({ ...one, glass: { from: -5, until: 61 } }), 24).earliest).toBe('2026-10-25T01:00:00Z');
    expect(agrees(questionOf({ ...one, glass: { from: -5, until: 60 } }), 24).earliest).toBe('2026-10-25T09:00:00Z');
  });
});

const clockTimes = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${`${half >> 1}`.padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
const windows = fc
  .tuple(
    clockTimes,
    clockTimes,
    fc.constantFrom('Europe/London', 'America/New_York'),
    fc.subarray([...WEEKDAYS], { minLength: 4 }),
  )
  .map(([from, to, zone, days]): Window => ({ kind: 'weekly', from, to, zone, days }));
const soon = fc.integer({ min: 1, max: 60 * 8 });
const cases: fc.Arbitrary<Case> = fc
  .record(
    {
      at: fc.constantFrom(
        '2026-10-24T23:10:00Z',
        '2027-03-27T22:50:00Z',
        '2026-11-01T03:30:00Z',
        '2028-02-29T05:00:00Z',
        '2028-02-28T21:00:00Z',
      ),
      windows: fc.array(windows, { minLength: 1, maxLength: 2 }),
      verdict: fc.constantFrom('any', 'all'),
      soakMinutes: fc.integer({ min: 30, max: 500 }),
      soakedFrom: fc.tuple(fc.integer({ min: -600, max: -1 }), fc.integer({ min: -600, max: -1 })),
      freezes: fc.array(
        fc.tuple(fc.integer({ min: -60, max: 400 }), soon).map(([from, long]) => ({ from, until: from + long })),
        { maxLength: 3 },
      ),
      leaseUntil: soon,
      approvedUntil: fc.integer({ min: 1, max: 60 * 20 }),
      glass: fc.tuple(fc.integer({ min: -60, max: 0 }), soon).map(([from, until]) => ({ from, until })),
    },
    { requiredKeys: ['at'] },
  )
  .map((one) => one as Case);

test('whatever windows, soaks, freezes, leases, approvals and broken glasses come together', () => {
  let waited = 0;
  fc.assert(
    fc.property(cases, (one) => {
      if (agrees(questionOf(one), 26).earliest !== undefined) waited++;
    }),
    { numRuns: 20 },
  );
  expect(waited).toBeGreaterThan(2);
});
