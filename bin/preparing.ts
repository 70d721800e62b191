import { type PreparingMeans, type PreparingRequest, prepareSuccessors } from '../lib/delivery/index.js';
import { later } from '../lib/ids.js';
import type { Session } from './session.js';
import { printable } from './style.js';

/** For how long what follows by itself is made ready, in milliseconds, before it is left to another time. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Makes a release ready for the environments that follow by themselves, where the function of the ledger makes such
 * changes; says what came of it, one line each. Never fails: what was asked for is done.
 */
export async function makeReady(
  session: Session,
  { target, renderer }: Pick<PreparingMeans, 'target' | 'renderer'>,
  request: PreparingRequest,
): Promise<readonly string[]> {
  if (session.store.aws === undefined) return [];
  const until = later(session.now(), PATIENCE_MS);
  const progress = (step: string): void => session.progress(step);
  const output = (line: string): void => session.output(line);
  const done = await prepareSuccessors(session.delivery, request, { target, renderer, until, progress, output });
  return done.map((one) => {
    if (one.step === 'prepared')
      return `${one.environment} follows by itself as soon as it may: its change is prepared.`;
    const promote = session.again(`promote ${request.release.number} --to ${one.environment}`);
    return `${one.environment} does not follow by itself, as its change could not be prepared: ${printable(one.why)}; \`${promote}\` deploys it`;
  });
}
