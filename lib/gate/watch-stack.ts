import { compareInstants, type Instant } from '../ids.js';
import type { Observation } from '../targets/index.js';
import type { Ending } from './ending.js';
import type { GatePorts, Watched } from './ports.js';

/** Between two looks, in milliseconds. */
const PAUSE_MS = 5_000;

/** How often something may not be found out before it counts as not known. */
const DOUBTS = 4;

/** What was seen, and what it says. */
export interface Seen {
  readonly observation: Observation;
  readonly ending: Ending;
}

/**
 * Looks at what runs until it is known how a deployment ended, or the time is up. That something else runs is believed
 * when it is seen twice in a row: ECS may show a moment that has passed, and a stack would be turned back for it.
 */
export async function watchStack(
  ports: Pick<GatePorts, 'observe' | 'pause' | 'now'>,
  watched: Watched,
  judge: (observation: Observation) => Ending,
  until: Instant,
): Promise<Seen> {
  let doubts = 0;
  let before: Ending | undefined;
  for (;;) {
    const observation = await look(ports, watched);
    const ending = judge(observation);
    if (ending.known && (ending.outcome === 'succeeded' || isAgain(ending, before))) return { observation, ending };
    before = ending;
    if (!ending.known && !ending.moving && ++doubts >= DOUBTS) return { observation, ending };
    if (compareInstants(ports.now(), until) + PAUSE_MS >= 0) return { observation, ending };
    await ports.pause(PAUSE_MS);
  }
}

function isAgain(ending: Extract<Ending, { known: true }>, before: Ending | undefined): boolean {
  return before?.known === true && before.outcome === ending.outcome;
}

/** That it could not be looked at is something that was found, too. */
async function look(ports: Pick<GatePorts, 'observe' | 'now'>, watched: Watched): Promise<Observation> {
  const at = ports.now();
  try {
    return await ports.observe(watched, at);
  } catch (error) {
    const message = `what runs could not be looked at: ${error instanceof Error ? error.message : String(error)}`;
    return { state: 'unknown', artifacts: {}, at, message };
  }
}
