import { type Instant, instantAt } from '../../../ids.js';
import type { Window } from '../../../manifest/requirements.js';
import { type WallTimes, wallTimes } from './wall-times.js';
import { DAY } from './zone.js';

/** A weekly window that the clock jumps over opens a week later: no zone jumps over it again and again. */
const OPENING_SEARCH = 35 * DAY;

/** Windows of several zones may leave a gap in one half of the year only, and some years not even then. */
const CLOSING_SEARCH = 3 * 366 * DAY;

/** The last instant that can be written. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether at least one of the windows is open. Without windows nothing is. */
export function isOpen(windows: readonly Window[], at: Instant): boolean {
  const instant = Date.parse(at);
  return windows.some((window) => isOpenAt(wallTimes(window), instant));
}

/**
 * The first instant from `at` on at which at least one of the windows is open: `at` itself where one is. Undefined where
 * none ever opens again.
 */
export function nextOpening(windows: readonly Window[], at: Instant): Instant | undefined {
  const instant = Date.parse(at);
  const openings = windows.flatMap((window) => openingFrom(wallTimes(window), instant) ?? []);
  const first = Math.min(...openings);
  return first === instant ? at : written(first);
}

/**
 * The first instant from `at` on at which none of the windows is open: `at` itself where none is. Undefined where they
 * never close, which is to say that they stay open for three years, counted from the end of the last that opens only once.
 */
export function openUntil(windows: readonly Window[], at: Instant): Instant | undefined {
  const begin = Date.parse(at);
  const all = windows.map(wallTimes);
  const lastKnown = Math.max(begin, ...all.map(({ notFrom }) => notFrom).filter(Number.isFinite));
  let instant = begin;
  while (instant <= lastKnown + CLOSING_SEARCH) {
    const open = all.filter((times) => isOpenAt(times, instant));
    if (open.length === 0) return instant === begin ? at : written(instant);
    instant = Math.max(...open.map((times) => stillOpenUntil(times, instant)));
  }
  return undefined;
}

function isOpenAt({ zone, isOpenAt }: WallTimes, instant: number): boolean {
  return isOpenAt(zone.wallAt(instant));
}

/**
 * A window opens when the wall reaches its beginning, or when the clock is put forward or back into it. Between two changes
 * the wall goes on evenly, so the next beginning counts if no change comes before it.
 */
function openingFrom(times: WallTimes, from: number): number | undefined {
  const { zone, notBefore, notFrom } = times;
  let instant = Math.max(from, notBefore);
  const end = Math.min(notFrom, instant + OPENING_SEARCH);
  while (instant < end) {
    const wall = zone.wallAt(instant);
    if (times.isOpenAt(wall)) return instant;
    const begin = times.nextBegin(wall);
    const opening = begin === undefined ? undefined : instant + begin - wall;
    const change = zone.nextChange(instant, opening ?? end);
    if (change === undefined) return opening;
    instant = change;
  }
  return undefined;
}

/** An instant after this one, at which the window is open, until which it stays so; it may be open then, too. */
function stillOpenUntil({ zone, nextEnd }: WallTimes, instant: number): number {
  const wall = zone.wallAt(instant);
  const end = instant + nextEnd(wall) - wall;
  return zone.nextChange(instant, end) ?? end;
}

function written(instant: number): Instant | undefined {
  return instant <= LAST ? instantAt(instant) : undefined;
}
