import { compareInstants, type Instant, later } from '../ids.js';
import type { GatePorts } from './ports.js';

/** When so many milliseconds are over, or the time of this run of the function is up. */
export function soonest({ now, until }: Pick<GatePorts, 'now' | 'until'>, milliseconds: number): Instant {
  const then = later(now(), milliseconds);
  return compareInstants(then, until) < 0 ? then : until;
}
