/** A length of time as a manifest gives it: a whole number, not 0, of seconds, minutes, hours or days. */
export const DURATION = /^[1-9]\d{0,5}[smhd]$/;

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** The seconds of a text that {@link DURATION} matches. */
export function secondsOf(text: string): number {
  const [, seconds] = UNITS.find(([unit]) => text.endsWith(unit)) ?? ['s', 1];
  return Number.parseInt(text, 10) * seconds;
}

/** The text of so many seconds, in the largest unit of which they are a whole number. */
export function durationText(seconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}
