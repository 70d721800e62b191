import type { ReleaseId } from '../../../../lib/ids.js';
import type { LedgerEvent, Verdict } from '../../../../lib/promotion/index.js';
import { type Spot, spotKey } from '../shop.js';
import { deploymentsOf, runsAt, underWayAt } from './deployments.js';

/** The verdict that governs: the last one that anybody gave. */
export function lastVerdict(events: readonly LedgerEvent[], spot: Spot, release: ReleaseId): Verdict | undefined {
  const found = events.findLast(
    ({ fact }) => fact.type === 'verdict.recorded' && spotKey(fact) === spotKey(spot) && fact.release === release,
  );
  return found?.fact.type === 'verdict.recorded' ? found.fact.verdict : undefined;
}

/**
 * The longest time in milliseconds for which a release ran somewhere, healthy and without interruption, until `end`:
 * found by looking after every event who is at work there and what runs.
 */
export function soakedFor(events: readonly LedgerEvent[], spot: Spot, release: ReleaseId, end: number): number {
  let longest = 0;
  let since: number | undefined;
  // It ran undisturbed when somebody began to do something there; what was turned back wholly is as it was.
  let paused = false;
  const own = events.filter((event) => isAbout(event, events, spot));
  own.forEach((event, index) => {
    const told = own.slice(0, index + 1);
    if (!mayBeSaid(event, told, spot)) return;
    const time = Date.parse(event.at);
    const runs = runsAt(told, spot)?.request.release === release;
    const sign = signOf(event, release, runs);
    if (sign === 'bad') {
      longest = 0;
      since = undefined;
      paused = false;
    } else if (!runs || underWayAt(told, spot) !== undefined) {
      if (since !== undefined) longest = Math.max(longest, time - since);
      if (since !== undefined) paused = true;
      since = undefined;
    } else {
      const outcome = event.fact.type === 'deployment.finished' ? event.fact.outcome : undefined;
      if (sign === 'good' || outcome === 'succeeded' || (outcome === 'rolled-back' && paused)) since ??= time;
      if (outcome === 'failed') paused = false;
    }
  });
  return since === undefined ? longest : Math.max(longest, end - since);
}

/** Whether somebody said that a release is as it should be, or is not; of its health only while it runs. */
function signOf({ fact }: LedgerEvent, release: ReleaseId, runs: boolean): 'good' | 'bad' | undefined {
  if (fact.type === 'verdict.recorded' && fact.release === release) {
    if (fact.verdict === 'fail') return 'bad';
    return fact.verdict === 'pass' ? 'good' : undefined;
  }
  if (fact.type === 'health.recorded' && fact.release === release && runs) return fact.healthy ? 'good' : 'bad';
  return undefined;
}

/** Whether an event is about a spot. */
function isAbout({ fact }: LedgerEvent, events: readonly LedgerEvent[], spot: Spot): boolean {
  if (fact.type !== 'deployment.resumed' && fact.type !== 'deployment.finished') return placeOf(fact) === spotKey(spot);
  return deploymentsOf(events, spot).some(({ request }) => request.deployment === fact.deployment);
}

/** Whether the last of some events is by somebody who may speak of the spot. */
function mayBeSaid({ fact }: LedgerEvent, events: readonly LedgerEvent[], spot: Spot): boolean {
  if (fact.type !== 'deployment.finished') return true;
  const before = underWayAt(events.slice(0, -1), spot);
  return before?.request.deployment === fact.deployment && before.lease.fence === fact.fence;
}

function placeOf(fact: LedgerEvent['fact']): string | undefined {
  return 'serviceSet' in fact && 'environment' in fact ? spotKey(fact as Spot) : undefined;
}
