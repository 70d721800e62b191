import { type Instant, parseInstant } from '../ids.js';
import { SlipwayError } from '../problem.js';

/** The time: `SLIPWAY_CLOCK` where it is set, for demonstrations and scripted tests, otherwise the machine's. */
export function instantOf(fixed: string | undefined, now: () => Date): Instant {
  if (fixed === undefined || fixed === '') return now().toISOString() as Instant;
  const instant = parseInstant(fixed);
  if (instant !== undefined) return instant;
  throw new SlipwayError('input', {
    code: 'InvalidClock',
    message: `SLIPWAY_CLOCK is "${fixed}", which is not an instant`,
    hint: 'write it as ISO 8601 in UTC, e.g. 2026-11-20T09:30:00Z',
  });
}
