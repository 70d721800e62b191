import { type Instant, parseInstant } from '../ids.js';
import { SlipwayError } from '../problem.js';
import type { Store } from './store.js';

/**
 * The time: `SLIPWAY_CLOCK` where it is set, for demonstrations and scripted tests, otherwise the machine's. A record on
 * AWS, which others write to, too, takes none but real times.
 *
 * @throws SlipwayError `input` with `InvalidClock` or `ClockRefused`
 */
export function instantOf(fixed: string | undefined, now: () => Date, store: Store['kind']): Instant {
  if (fixed === undefined || fixed === '') return now().toISOString() as Instant;
  if (store === 'aws')
    throw new SlipwayError('input', {
      code: 'ClockRefused',
      message: `SLIPWAY_CLOCK is ${fixed}, and an aws: store takes only real times`,
      hint: 'unset SLIPWAY_CLOCK; it is for demonstrations with dir: and memory: stores',
    });
  const instant = parseInstant(fixed);
  if (instant !== undefined) return instant;
  throw new SlipwayError('input', {
    code: 'InvalidClock',
    message: `SLIPWAY_CLOCK is "${fixed}", which is not an instant`,
    hint: 'write it as ISO 8601 in UTC, e.g. 2026-11-20T09:30:00Z',
  });
}
