import {
  type OneOffWindow,
  WEEKDAYS,
  type Weekday,
  type WeeklyWindow,
  type Window,
} from '../../../manifest/requirements.js';

/** A window in short words: `Mon-Fri 09:00-17:00 Europe/London`, or `2026-12-01 09:00-17:00 Europe/Berlin`. */
export function describeWindow(window: Window): string {
  return `${window.kind === 'weekly' ? weekly(window) : once(window)} ${window.zone}`;
}

function weekly({ days, from, to }: WeeklyWindow): string {
  return `${inWords(days)} ${from}-${to}${to <= from ? ' (next day)' : ''}`;
}

function once({ from, to }: OneOffWindow): string {
  const [[firstDay, begin], [lastDay, end]] = [from.split('T'), to.split('T')];
  return firstDay === lastDay ? `${firstDay} ${begin}-${end}` : `${firstDay} ${begin} to ${lastDay} ${end}`;
}

function inWords(days: readonly Weekday[]): string {
  return days.length === WEEKDAYS.length ? 'daily' : runsOf(days).map(runInWords).join(', ');
}

/** The days in order, those together that follow one another. */
function runsOf(days: readonly Weekday[]): Weekday[][] {
  const runs: Weekday[][] = [[]];
  for (const day of WEEKDAYS) {
    if (days.includes(day)) runs.at(-1)?.push(day);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function runInWords(run: readonly Weekday[]): string {
  const names = run.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`);
  return names.length > 2 ? `${names[0]}-${names.at(-1)}` : names.join(', ');
}
