import type { OneOffWindow, WeeklyWindow, Window } from '../../../manifest/requirements.js';
import { DAY, MINUTE, weekdayOf, type Zone, zoneNamed } from './zone.js';

/** A window as the times on the wall at which it is open; see {@link Zone} for how these are written. */
export interface WallTimes {
  readonly zone: Zone;
  isOpenAt(wall: number): boolean;
  /** The first time after `wall` at which it begins, if the clock just goes on. */
  nextBegin(wall: number): number | undefined;
  /** A time after `wall`, at which it is open, to which it stays open if the clock just goes on. */
  nextEnd(wall: number): number;
  /** It is open at no instant before this. */
  readonly notBefore: number;
  /** It is open at no instant from this on. */
  readonly notFrom: number;
}

/** Windows that were read: the law asks about the same few over and over. */
const read = new WeakMap<Window, WallTimes>();

/** @throws RangeError where the platform does not know the zone */
export function wallTimes(window: Window): WallTimes {
  const found = read.get(window);
  if (found !== undefined) return found;
  const times = window.kind === 'weekly' ? weekly(window) : once(window);
  read.set(window, times);
  return times;
}

function weekly({ days, from, to, zone }: WeeklyWindow): WallTimes {
  const [begin, end] = [timeOfDay(from), timeOfDay(to)];
  const overnight = end <= begin;
  const beginsOn = (wall: number): boolean => days.includes(weekdayOf(wall));
  const isOpenSince = (wall: number): boolean => intoDay(wall) >= begin && beginsOn(wall);
  return {
    zone: zoneNamed(zone),
    isOpenAt: (wall) =>
      overnight
        ? isOpenSince(wall) || (intoDay(wall) < end && beginsOn(wall - DAY))
        : intoDay(wall) < end && isOpenSince(wall),
    nextBegin: (wall) => {
      const first = startOfDay(wall) + begin + (intoDay(wall) < begin ? 0 : DAY);
      for (let next = first; next < first + 7 * DAY; next += DAY) if (beginsOn(next)) return next;
      return undefined;
    },
    nextEnd: (wall) => startOfDay(wall) + end + (intoDay(wall) < end ? 0 : DAY),
    notBefore: Number.NEGATIVE_INFINITY,
    notFrom: Number.POSITIVE_INFINITY,
  };
}

function once({ from, to, zone }: OneOffWindow): WallTimes {
  const [begin, end] = [Date.parse(`${from}Z`), Date.parse(`${to}Z`)];
  return {
    zone: zoneNamed(zone),
    isOpenAt: (wall) => begin <= wall && wall < end,
    nextBegin: (wall) => (wall < begin ? begin : undefined),
    nextEnd: () => end,
    // No wall was ever further from UTC than sixteen hours.
    notBefore: begin - DAY,
    notFrom: end + DAY,
  };
}

/** `HH:MM` as milliseconds since the day began. */
function timeOfDay(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * MINUTE;
}

function startOfDay(wall: number): number {
  return Math.floor(wall / DAY) * DAY;
}

function intoDay(wall: number): number {
  return wall - startOfDay(wall);
}
