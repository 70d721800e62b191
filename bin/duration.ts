import { SlipwayError } from '../lib/problem.js';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `90s`, `30m`, `2h` or `1d`. */
export function parseDuration(text: string, option: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  const length = Number(match?.[1]) * (unit ?? 0);
  if (unit !== undefined && length > 0) return length;
  throw new SlipwayError('input', {
    code: 'InvalidDuration',
    message: `${option} is "${text}", which is not a duration`,
    hint: 'write a number and s, m, h or d, e.g. 30m',
  });
}
