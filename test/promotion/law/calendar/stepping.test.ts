import fc from 'fast-check';
import type { Instant } from '../../../../lib/ids.js';
import { WEEKDAYS, type Window } from '../../../../lib/manifest/requirements.js';
import { isOpen, nextOpening, openUntil } from '../../../../lib/promotion/law/calendar/index.js';
import { holds, instant, isPlainlyOpen, MINUTE, once, type WallMinute, wallMinute, weekly } from './plain-calendar.js';

const HOUR = 60 * MINUTE;

/** Days around the changes of each zone's clock, or of its neighbour's where it has none. */
const periods: [zone: string, days: string[]][] = [
  ['Europe/London', ['2026-10-25', '2027-03-28', '2028-02-29']],
  ['Europe/Berlin', ['2026-10-25', '2027-03-28']],
  ['America/New_York', ['2026-11-01', '2027-03-14', '2028-02-29']],
  ['Australia/Lord_Howe', ['2026-10-04', '2027-04-04', '2028-02-29']],
  ['America/Santiago', ['2026-09-06', '2027-04-04']],
  ['Africa/Cairo', ['2026-10-29', '2027-04-30']],
  ['Asia/Kathmandu', ['2028-02-29']],
  ['UTC', ['2028-02-29']],
  ['Pacific/Apia', ['2011-12-30']],
];

const windowsAround = (day: string, zone: string): Window[][] => [
  [weekly(WEEKDAYS, '09:00', '17:00', zone)],
  [weekly(WEEKDAYS, '02:15', '02:45', zone)],
  [weekly(['sat', 'sun'], '01:30', '02:30', zone)],
  [weekly(['fri', 'sat'], '22:00', '02:00', zone)],
  [weekly(['thu', 'sun'], '00:00', '00:10', zone)],
  [weekly(['sat'], '23:30', '23:45', zone)],
  [weekly(['mon', 'wed'], '00:30', '00:30', zone)],
  [weekly(['tue', 'fri'], '12:00', '24:00', zone)],
  [once(`${day}T00:30`, `${day}T02:20`, zone)],
  [once(`${day}T02:00`, `${day}T02:01`, zone), weekly(['sun'], '01:45', '02:05', zone)],
];

describe('stepping through the days around a change of the clock, minute by minute', () => {
  test.each(periods.flatMap(([zone, days]) => days.map((day): [string, string] => [zone, day])))(
    'finds each opening and each end of windows in %s around %s',
    (zone, day) => {
      const begin = Date.parse(`${day}T00:00:00Z`) - 30 * HOUR;
      const wall = Array.from({ length: 54 * 60 }, (_, step) => wallMinute(zone, begin + step * MINUTE));
      const failures = windowsAround(day, zone).flatMap((windows) => misses(windows, begin, wall));
      expect(failures).toEqual([]);
    },
  );
});

/** Where an answer differs from what is found by stepping; what lies beyond the last minute is not looked at. */
function misses(windows: readonly Window[], begin: number, wall: readonly WallMinute[]): string[] {
  const open = wall.map((minute) => windows.some((window) => holds(window, minute)));
  const found: string[] = [];
  for (let step = 0; step < open.length; step += 13) {
    const at = instant(begin + step * MINUTE);
    const end = begin + open.length * MINUTE;
    const answers: [string, Instant | undefined, number][] = [
      ['opens', nextOpening(windows, at), open.indexOf(true, step)],
      ['closes', openUntil(windows, at), open.indexOf(false, step)],
    ];
    for (const [word, answer, expected] of answers) {
      const time = answer === undefined ? Number.POSITIVE_INFINITY : Date.parse(answer);
      const right = expected < 0 ? time >= end : time === begin + expected * MINUTE;
      if (!right) found.push(`${JSON.stringify(windows)} at ${at}: ${word} ${answer}`);
    }
    if (isOpen(windows, at) !== open[step]) found.push(`${JSON.stringify(windows)} at ${at}: open ${!open[step]}`);
  }
  return found;
}

const zones = fc.constantFrom(...periods.map(([zone]) => zone), 'Pacific/Chatham', 'Asia/Gaza', 'Africa/Casablanca');
const times = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-12-31') });
const timeOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => instant(minute * MINUTE).slice(11, 16));
const weeklyWindows = fc
  .tuple(fc.subarray([...WEEKDAYS], { minLength: 1 }), timeOfDay, fc.oneof(timeOfDay, fc.constant('24:00')), zones)
  .map(([days, from, to, zone]) => weekly(days, from, to, zone));
const windowsThatOpenOnce = fc
  .tuple(times, fc.integer({ min: 1, max: 3000 }), zones)
  .map(([from, minutes, zone]) =>
    once(instant(from).slice(0, 16), instant(from + minutes * MINUTE).slice(0, 16), zone),
  );
const someWindows = fc.array(fc.oneof({ weight: 3, arbitrary: weeklyWindows }, windowsThatOpenOnce), { maxLength: 3 });

const each = (
  check: (windows: readonly Window[], time: number) => void,
  numRuns: number,
  windows: fc.Arbitrary<Window[]> = someWindows,
): void => fc.assert(fc.property(windows, times, check), { numRuns });

/** The minutes after `from`, and before `to`. */
function* minutesBetween(from: number, to: number): Generator<number> {
  for (let time = Math.floor(from / MINUTE + 1) * MINUTE; time < to; time += MINUTE) yield time;
}

describe('whatever the windows', () => {
  test('they are open when the wall says so', () => {
    each((windows, time) => expect(isOpen(windows, instant(time))).toBe(isPlainlyOpen(windows, time)), 500);
  });

  test('one is open at the next opening, and none at any minute of the nine days before', () => {
    each((windows, time) => {
      const opening = nextOpening(windows, instant(time));
      if (opening !== undefined) expect(isOpen(windows, opening)).toBe(true);
      const end = opening === undefined ? time + 3 * 24 * HOUR : Date.parse(opening);
      const begin = Math.max(time - 1, end - 9 * 24 * HOUR);
      const missed = [...minutesBetween(begin, end)].find((minute) => isOpen(windows, instant(minute)));
      expect(missed).toBeUndefined();
    }, 60);
  });

  test('none is open at their end, and one is at every minute before', () => {
    each((windows, time) => {
      const end = openUntil(windows, instant(time));
      if (end !== undefined) expect(isOpen(windows, end)).toBe(false);
      const last = end === undefined ? time + 3 * 24 * HOUR : Date.parse(end);
      const missed = [...minutesBetween(time - 1, Math.min(last, time + 30 * 24 * HOUR))].find(
        (minute) => !isOpen(windows, instant(minute)),
      );
      expect(missed).toBeUndefined();
    }, 60);
  });

  test('an instant is its own next opening if they are open then, and only if', () => {
    each((windows, time) => {
      const at = instant(time);
      expect(nextOpening(windows, at) === at).toBe(isOpen(windows, at));
    }, 200);
  });

  test('a later question never has an earlier opening', () => {
    const opening = (windows: readonly Window[], time: number): number =>
      Date.parse(nextOpening(windows, instant(time)) ?? '9999-12-31T00:00:00Z');
    const gaps = fc.integer({ min: 0, max: 10 * 24 * HOUR });
    fc.assert(
      fc.property(someWindows, times, gaps, (windows, time, gap) => {
        expect(opening(windows, time + gap)).toBeGreaterThanOrEqual(opening(windows, time));
      }),
      { numRuns: 200 },
    );
  });

  test('those of a week open within sixteen days', () => {
    const weeklyOnly = fc.array(weeklyWindows, { minLength: 1, maxLength: 2 });
    each(
      (windows, time) => {
        const opening = nextOpening(windows, instant(time)) ?? '9999-12-31T00:00:00Z';
        expect(Date.parse(opening) - time).toBeLessThanOrEqual(16 * 24 * HOUR);
      },
      200,
      weeklyOnly,
    );
  });
});
