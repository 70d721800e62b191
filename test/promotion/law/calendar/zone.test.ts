import fc from 'fast-check';
import { weekdayOf, zoneNamed } from '../../../../lib/promotion/law/calendar/zone.js';
import { instant, wallMinute } from './plain-calendar.js';

const clock = (zone: string, at: string): string => {
  const wall = zoneNamed(zone).wallAt(Date.parse(at));
  return `${weekdayOf(wall)} ${new Date(wall).toISOString().slice(0, 19).replace('T', ' ')}`;
};

const changes = (zone: string, after: string, until: string): string[] => {
  const found: string[] = [];
  const next = (time: number) => zoneNamed(zone).nextChange(time, Date.parse(until));
  for (let at = next(Date.parse(after)); at !== undefined; at = next(at)) found.push(instant(at));
  return found;
};

describe('the clock on the wall', () => {
  test.each([
    ['Europe/London in winter', 'Europe/London', '2026-11-20T09:30:15Z', 'fri 2026-11-20 09:30:15'],
    ['Europe/London in summer', 'Europe/London', '2026-07-20T09:30:15.999Z', 'mon 2026-07-20 10:30:15'],
    ['Asia/Kathmandu, at a quarter past', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', 'thu 2026-01-01 05:45:00'],
    ['Pacific/Chatham, tomorrow', 'Pacific/Chatham', '2026-12-31T11:00:00Z', 'fri 2027-01-01 00:45:00'],
    ['UTC on a leap day', 'UTC', '2028-02-29T23:59:59Z', 'tue 2028-02-29 23:59:59'],
    [
      'Australia/Lord_Howe before its half hour',
      'Australia/Lord_Howe',
      '2026-10-03T15:29:59Z',
      'sun 2026-10-04 01:59:59',
    ],
    [
      'Australia/Lord_Howe after its half hour',
      'Australia/Lord_Howe',
      '2026-10-03T15:30:00Z',
      'sun 2026-10-04 02:30:00',
    ],
    ['Pacific/Apia before the day that it skipped', 'Pacific/Apia', '2011-12-30T09:59:59Z', 'thu 2011-12-29 23:59:59'],
    ['Pacific/Apia after the day that it skipped', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'sat 2011-12-31 00:00:00'],
    [
      'America/Santiago, whose day begins at one',
      'America/Santiago',
      '2026-09-06T04:00:00Z',
      'sun 2026-09-06 01:00:00',
    ],
    ['Africa/Monrovia, by seconds of old', 'Africa/Monrovia', '1971-01-01T00:44:29Z', 'thu 1970-12-31 23:59:59'],
  ])('%s', (_, zone, at, shown) => expect(clock(zone, at)).toBe(shown));

  test('shows in any zone, at any time, what the platform writes', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const times = fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2100-01-01') });
    fc.assert(
      fc.property(zones, times, (zone, time) => {
        const { date, time: minute, today } = wallMinute(zone, time);
        expect(clock(zone, instant(time)).slice(0, -3)).toBe(`${today} ${date} ${minute}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the changes of the clock', () => {
  test.each([
    ['Europe/London', ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']],
    ['America/New_York', ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z']],
    ['Australia/Lord_Howe', ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z']],
    ['Pacific/Chatham', ['2026-04-04T14:00:00Z', '2026-09-26T14:00:00Z']],
    ['Africa/Cairo', ['2026-04-23T22:00:00Z', '2026-10-29T21:00:00Z']],
    ['America/Santiago', ['2026-04-05T03:00:00Z', '2026-09-06T04:00:00Z']],
    ['Asia/Kathmandu', []],
    ['UTC', []],
  ])('of %s in 2026 are found to the millisecond', (zone, expected) => {
    expect(changes(zone, '2026-01-01T00:00:00Z', '2026-12-31T23:59:59Z')).toEqual(expected);
  });

  test('are found where a day is skipped, and where the zone was off by seconds', () => {
    expect(changes('Pacific/Apia', '2011-12-01T00:00:00Z', '2011-12-31T00:00:00Z')).toEqual(['2011-12-30T10:00:00Z']);
    expect(changes('Africa/Monrovia', '1972-01-01T00:00:00Z', '1972-02-01T00:00:00Z')).toEqual([
      '1972-01-07T00:44:30Z',
    ]);
  });

  test('lie after the beginning, and up to the end of the search', () => {
    const change = '2026-10-25T01:00:00Z';
    expect(changes('Europe/London', change, '2026-11-01T00:00:00Z')).toEqual([]);
    expect(changes('Europe/London', '2026-10-25T00:59:59.999Z', change)).toEqual([change]);
    expect(changes('Europe/London', '2026-10-01T00:00:00Z', '2026-10-25T00:59:59.999Z')).toEqual([]);
  });
});
