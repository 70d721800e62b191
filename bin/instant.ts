import { type Instant, parseInstant } from '../lib/ids.js';
import { SlipwayError } from '../lib/problem.js';

/** The instant that an option holds; undefined where it is not given. */
export function parseInstantOption(text: string | undefined, option: string): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new SlipwayError('input', {
    code: 'InvalidInstant',
    message: `${option} is "${text}", which is not an instant`,
    hint: 'write it as ISO 8601 in UTC, e.g. 2026-12-24T09:00:00Z',
  });
}
