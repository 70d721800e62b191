import { type Instant, instantAt } from '../../../../lib/ids.js';
import type { Weekday, Window } from '../../../../lib/manifest/requirements.js';

/** What is open when, told plainly and slowly: the wall is read as text, minute by minute, and texts are compared. */

export const MINUTE = 60_000;

/** What the wall shows in one minute: `2026-11-20`, `09:30`, and the days of the week of today and of yesterday. */
export interface WallMinute {
  readonly date: string;
  readonly time: string;
  readonly today: Weekday;
  readonly yesterday: Weekday;
}

const BEFORE: Readonly<Record<Weekday, Weekday>> = {
  mon: 'sun',
  tue: 'mon',
  wed: 'tue',
  thu: 'wed',
  fri: 'thu',
  sat: 'fri',
  sun: 'sat',
};

const formats = new Map<string, Intl.DateTimeFormat>();

export function wallMinute(zone: string, time: number): WallMinute {
  const format = formats.get(zone) ?? newFormat(zone);
  formats.set(zone, format);
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(time)) parts[type] = value;
  const today = parts.weekday?.toLowerCase() as Weekday;
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
    today,
    yesterday: BEFORE[today],
  };
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  const twoDigits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    ...twoDigits,
    hourCycle: 'h23',
  });
}

export function holds(window: Window, { date, time, today, yesterday }: WallMinute): boolean {
  const { from, to } = window;
  if (window.kind === 'once') return from <= `${date}T${time}` && `${date}T${time}` < to;
  const beginsToday = window.days.includes(today);
  const beganYesterday = window.days.includes(yesterday);
  if (from < to) return beginsToday && from <= time && time < to;
  return (beginsToday && from <= time) || (beganYesterday && time < to);
}

export function isPlainlyOpen(windows: readonly Window[], time: number): boolean {
  return windows.some((window) => holds(window, wallMinute(window.zone, time)));
}

export function instant(time: number): Instant {
  return instantAt(time);
}

export function weekly(days: readonly Weekday[], from: string, to: string, zone: string): Window {
  return { kind: 'weekly', days, from, to, zone };
}

export function once(from: string, to: string, zone: string): Window {
  return { kind: 'once', from, to, zone };
}
