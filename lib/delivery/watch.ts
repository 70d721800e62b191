import { compareInstants, type Instant } from '../ids.js';
import { isSettled, type Observation, type Place, type Target } from '../targets/index.js';
import type { Delivery } from './delivery.js';

/** With what to look at a place. */
export interface WatchMeans {
  readonly target: Target;
  /** Waits, in milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly progress?: (step: string) => void;
}

/** Between two looks at something that is still at work. */
const POLL_MS = 5_000;

/** What stands there; that it could not be looked at is something that was found, too. */
export async function look(delivery: Delivery, target: Target, place: Place): Promise<Observation> {
  const at = delivery.now();
  try {
    return await target.observe(place, at);
  } catch (error) {
    return { state: 'unknown', artifacts: {}, at, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Looks again and again while something is still at work there, at the longest until an instant. */
export async function watch(
  delivery: Delivery,
  { target, pause, progress }: WatchMeans,
  place: Place,
  until: Instant,
): Promise<Observation> {
  for (;;) {
    const observation = await look(delivery, target, place);
    if (isSettled(observation) || compareInstants(delivery.now(), until) >= 0) return observation;
    progress?.(observation.message ?? `Waiting until ${place.environment} is settled`);
    await pause(POLL_MS);
  }
}
