import type { Instant } from '../../../../lib/ids.js';
import { WEEKDAYS, type Window } from '../../../../lib/manifest/requirements.js';
import { isOpen, nextOpening, openUntil } from '../../../../lib/promotion/law/calendar/index.js';
import { once, weekly } from './plain-calendar.js';

const openAt = (windows: Window | Window[], at: string): boolean => isOpen([windows].flat(), at as Instant);
const opens = (windows: Window | Window[], at: string): string | undefined =>
  nextOpening([windows].flat(), at as Instant);
const closes = (windows: Window | Window[], at: string): string | undefined =>
  openUntil([windows].flat(), at as Instant);

const office = weekly(['mon', 'tue', 'wed', 'thu', 'fri'], '09:00', '17:00', 'Europe/London');

describe('a weekly window', () => {
  test('opens by the clock on the wall: at nine in London, which is at eight in UTC in summer', () => {
    expect(opens(office, '2026-11-20T00:00:00Z')).toBe('2026-11-20T09:00:00Z');
    expect(opens(office, '2026-07-20T00:00:00Z')).toBe('2026-07-20T08:00:00Z');
  });

  test('is open from the first millisecond, and closed from the minute at which it ends', () => {
    expect(openAt(office, '2026-11-20T08:59:59.999Z')).toBe(false);
    expect(openAt(office, '2026-11-20T09:00:00Z')).toBe(true);
    expect(openAt(office, '2026-11-20T16:59:59.999Z')).toBe(true);
    expect(openAt(office, '2026-11-20T17:00:00Z')).toBe(false);
  });

  test('opens again on the next of its days', () => {
    expect(opens(office, '2026-11-20T17:00:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(opens(weekly(['fri'], '09:00', '10:00', 'UTC'), '2026-11-20T10:00:00Z')).toBe('2026-11-27T09:00:00Z');
  });

  test('goes on into the next day where it ends before it begins', () => {
    const night = weekly(['fri'], '22:00', '02:00', 'UTC');
    expect(openAt(night, '2026-11-20T23:00:00Z')).toBe(true);
    expect(openAt(night, '2026-11-21T01:00:00Z')).toBe(true);
    expect(openAt(night, '2026-11-20T01:00:00Z')).toBe(false);
    expect(openAt(night, '2026-11-21T22:00:00Z')).toBe(false);
    expect(closes(night, '2026-11-20T23:00:00Z')).toBe('2026-11-21T02:00:00Z');
  });

  test('is open for a whole day where it ends as it begins', () => {
    const shift = weekly(['fri'], '09:00', '09:00', 'UTC');
    expect(opens(shift, '2026-11-20T08:59:00Z')).toBe('2026-11-20T09:00:00Z');
    expect(closes(shift, '2026-11-20T09:00:00Z')).toBe('2026-11-21T09:00:00Z');
  });

  test('may end with the day', () => {
    expect(closes(weekly(['fri'], '22:00', '24:00', 'UTC'), '2026-11-20T23:00:00Z')).toBe('2026-11-21T00:00:00Z');
    expect(closes(weekly(['fri'], '22:00', '00:00', 'UTC'), '2026-11-20T23:00:00Z')).toBe('2026-11-21T00:00:00Z');
  });

  test('opens on a leap day', () => {
    expect(opens(weekly(['tue'], '12:00', '13:00', 'UTC'), '2028-02-28T12:30:00Z')).toBe('2028-02-29T12:00:00Z');
  });
});

describe('where the clock is put forward', () => {
  const skipped = weekly(['sun'], '02:15', '02:45', 'Europe/Berlin');

  test('a window within the hour that is skipped does not open, but a week later', () => {
    expect(opens(skipped, '2027-03-27T12:00:00Z')).toBe('2027-04-04T00:15:00Z');
  });

  test('a window that begins within the hour that is skipped opens when the clock jumps into it', () => {
    const half = weekly(['sun'], '02:30', '04:00', 'Europe/Berlin');
    expect(opens(half, '2027-03-27T12:00:00Z')).toBe('2027-03-28T01:00:00Z');
  });

  test('a window that ends within the hour that is skipped closes when the clock jumps out of it', () => {
    const half = weekly(['sun'], '01:00', '02:30', 'Europe/Berlin');
    expect(closes(half, '2027-03-28T00:30:00Z')).toBe('2027-03-28T01:00:00Z');
  });

  test('a day that is skipped is none of the week, though its night is the next morning', () => {
    const friday = weekly(['fri'], '22:00', '02:00', 'Pacific/Apia');
    expect(opens(weekly(['fri'], '09:00', '17:00', 'Pacific/Apia'), '2011-12-30T00:00:00Z')).toBe(
      '2012-01-05T19:00:00Z',
    );
    expect(opens(friday, '2011-12-30T00:00:00Z')).toBe('2011-12-30T10:00:00Z');
    expect(closes(friday, '2011-12-30T10:00:00Z')).toBe('2011-12-30T12:00:00Z');
  });
});

describe('where the clock is put back', () => {
  const again = weekly(['sun'], '01:30', '02:30', 'America/New_York');

  test('a window is open as often as the wall says so', () => {
    expect(opens(again, '2026-11-01T00:00:00Z')).toBe('2026-11-01T05:30:00Z');
    expect(closes(again, '2026-11-01T05:30:00Z')).toBe('2026-11-01T06:00:00Z');
    expect(opens(again, '2026-11-01T06:00:00Z')).toBe('2026-11-01T06:30:00Z');
    expect(closes(again, '2026-11-01T06:30:00Z')).toBe('2026-11-01T07:30:00Z');
  });

  test('a window that is over opens again when the clock goes back into it', () => {
    const late = weekly(['sat'], '23:00', '23:30', 'America/Santiago');
    expect(opens(late, '2026-04-05T02:30:00Z')).toBe('2026-04-05T03:00:00Z');
  });

  test('a window that opens once opens twice, too', () => {
    const single = once('2026-11-01T01:00', '2026-11-01T01:30', 'America/New_York');
    expect(opens(single, '2026-11-01T05:30:00Z')).toBe('2026-11-01T06:00:00Z');
    expect(opens(single, '2026-11-01T06:30:00Z')).toBeUndefined();
  });
});

describe('a window that opens once', () => {
  const launch = once('2026-12-01T09:00', '2026-12-01T17:00', 'Europe/Berlin');

  test('opens at its time on the wall, however long before one asks', () => {
    expect(opens(launch, '2026-11-30T00:00:00Z')).toBe('2026-12-01T08:00:00Z');
    expect(opens(launch, '1999-01-01T00:00:00Z')).toBe('2026-12-01T08:00:00Z');
  });

  test('closes, and never opens again', () => {
    expect(closes(launch, '2026-12-01T10:00:00Z')).toBe('2026-12-01T16:00:00Z');
    expect(opens(launch, '2026-12-01T16:00:00Z')).toBeUndefined();
  });

  test('may go on for years', () => {
    const decade = once('2030-01-01T00:00', '2040-01-01T00:00', 'UTC');
    expect(openAt(decade, '2035-06-01T00:00:00Z')).toBe(true);
    expect(closes(decade, '2030-01-01T00:00:00Z')).toBe('2040-01-01T00:00:00Z');
  });
});

describe('several windows', () => {
  test('are open while one of them is', () => {
    const windows = [office, weekly(['sat'], '10:00', '12:00', 'UTC')];
    expect(opens(windows, '2026-11-20T17:00:00Z')).toBe('2026-11-21T10:00:00Z');
    expect(opens(windows, '2026-11-21T12:00:00Z')).toBe('2026-11-23T09:00:00Z');
  });

  test('that follow one another close with the last', () => {
    const relay = [
      office,
      weekly(['fri'], '17:00', '20:00', 'Europe/London'),
      once('2026-11-20T19:00', '2026-11-21T03:00', 'UTC'),
    ];
    expect(closes(relay, '2026-11-20T10:00:00Z')).toBe('2026-11-21T03:00:00Z');
  });

  test('of two zones may leave a gap in summer only, which is found in winter', () => {
    const round = [weekly(WEEKDAYS, '00:00', '12:00', 'Europe/London'), weekly(WEEKDAYS, '12:00', '24:00', 'UTC')];
    expect(closes(round, '2026-11-01T00:00:00Z')).toBe('2027-03-28T11:00:00Z');
  });

  test('never open where there are none', () => {
    expect(openAt([], '2026-11-20T10:00:00Z')).toBe(false);
    expect(opens([], '2026-11-20T10:00:00Z')).toBeUndefined();
  });

  test('never close where they cover the week', () => {
    expect(closes(weekly(WEEKDAYS, '00:00', '24:00', 'Europe/London'), '2026-11-20T10:00:00Z')).toBeUndefined();
    expect(closes(weekly(WEEKDAYS, '09:00', '09:00', 'Europe/London'), '2026-11-20T10:00:00Z')).toBeUndefined();
  });
});

describe('the instant that is asked about', () => {
  test('is the opening where a window is open then, as it was written', () => {
    expect(opens(office, '2026-11-20T10:00:00Z')).toBe('2026-11-20T10:00:00Z');
  });

  test('is the end where no window is open then, as it was written', () => {
    expect(closes(office, '2026-11-20T20:00:00Z')).toBe('2026-11-20T20:00:00Z');
  });

  test('has no opening after it where that could not be written', () => {
    expect(opens(weekly(['fri'], '09:00', '10:00', 'UTC'), '9999-12-31T10:00:00Z')).toBeUndefined();
  });
});
