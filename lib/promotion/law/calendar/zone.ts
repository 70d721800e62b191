import { WEEKDAYS, type Weekday } from '../../../manifest/requirements.js';

/**
 * The clock on the wall of a time zone. Instants are milliseconds since 1970-01-01T00:00Z. What the wall shows is a number
 * too: milliseconds since the wall showed 1970-01-01T00:00, as if every day had 24 hours.
 */
export interface Zone {
  /** What the wall shows at an instant. */
  wallAt(instant: number): number;
  /** The first instant after `after`, and not after `until`, at which the clock is put forward or back. */
  nextChange(after: number, until: number): number | undefined;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

const UTC: Zone = { wallAt: (instant) => instant, nextChange: () => undefined };

/** Zones that were asked for. They hold what the platform says of them, which is slow to ask. */
const known = new Map<string, Zone>([
  ['UTC', UTC],
  ['Etc/UTC', UTC],
]);

/** @throws RangeError where the platform does not know it */
export function zoneNamed(name: string): Zone {
  const found = known.get(name);
  if (found !== undefined) return found;
  const zone = zoneOf(offsetsOf(name));
  known.set(name, zone);
  return zone;
}

/** The day of the week that a wall shows. */
export function weekdayOf(wall: number): Weekday {
  const sinceThursday = Math.floor(wall / DAY) % 7;
  // 1970 began on a Thursday, the fourth day; seven more keep what was before 1970 from being negative.
  return WEEKDAYS[(sinceThursday + 3 + 7) % 7] as Weekday;
}

/** How far the wall is ahead of UTC at an instant. */
type Offsets = (instant: number) => number;

/** One day of UTC: no zone ever changed its clock twice within so short a time. */
interface DayOfZone {
  /** How far the wall is ahead of UTC when the day begins. */
  readonly ahead: number;
  /** The change before the day's end, or just then. */
  readonly change?: { readonly at: number; readonly aheadFromThen: number };
}

function zoneOf(offsets: Offsets): Zone {
  const days = new Map<number, DayOfZone>();
  const dayOf = (number: number): DayOfZone => {
    const found = days.get(number);
    if (found !== undefined) return found;
    const day = readDay(offsets, number * DAY);
    days.set(number, day);
    return day;
  };
  return {
    wallAt(instant) {
      const { ahead, change } = dayOf(Math.floor(instant / DAY));
      return instant + (change !== undefined && change.at <= instant ? change.aheadFromThen : ahead);
    },
    nextChange(after, until) {
      const last = Math.floor(until / DAY);
      for (let number = Math.floor(after / DAY); number <= last; number += 1) {
        const { change } = dayOf(number);
        if (change !== undefined && after < change.at && change.at <= until) return change.at;
      }
      return undefined;
    },
  };
}

function readDay(offsets: Offsets, begin: number): DayOfZone {
  const [ahead, aheadFromThen] = [offsets(begin), offsets(begin + DAY)];
  if (ahead === aheadFromThen) return { ahead };
  let [before, at] = [begin, begin + DAY];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (offsets(middle) === ahead) before = middle;
    else at = middle;
  }
  return { ahead, change: { at, aheadFromThen } };
}

/** The platform writes `11/20/2026, GMT+01:00`; with seconds, as of old; or just `GMT` where there is no offset. */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** @throws RangeError where the platform does not know the zone */
function offsetsOf(zone: string): Offsets {
  const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (instant) => {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(formatter.format(instant)) ?? [];
    const size = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
    return sign === '-' ? -size : size;
  };
}
