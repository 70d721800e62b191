import type { ReleaseId } from '../../../../lib/ids.js';
import type { Fact, LedgerEvent } from '../../../../lib/promotion/index.js';
import { type Spot, spotKey } from '../shop.js';
import { runsAt } from './deployments.js';

/** An event of one kind. */
type Of<Type extends Fact['type']> = LedgerEvent & { readonly fact: Extract<Fact, { readonly type: Type }> };

/** The release that a spot is to stay on: by the last word of a person, or the last rollback that was asked for. */
export function heldOn(events: readonly LedgerEvent[], spot: Spot): ReleaseId | undefined {
  const last = events.findLast(
    ({ fact }) =>
      (fact.type === 'hold.set' ||
        fact.type === 'hold.lifted' ||
        (fact.type === 'deployment.requested' && fact.kind === 'rollback')) &&
      spotKey(fact) === spotKey(spot),
  )?.fact;
  return last?.type === 'hold.set' || last?.type === 'deployment.requested' ? last.release : undefined;
}

/** The freezes in force at a spot: set, begun, not over, and not lifted since. */
export function freezesOf(
  events: readonly LedgerEvent[],
  { environment }: Spot,
  time: number,
): readonly Of<'freeze.set'>[] {
  return events.filter((event, index): event is Of<'freeze.set'> => {
    const { fact, at } = event;
    if (fact.type !== 'freeze.set') return false;
    if (fact.environment !== undefined && fact.environment !== environment) return false;
    const from = Date.parse(fact.from ?? at);
    if (time < from || (fact.until !== undefined && time >= Date.parse(fact.until))) return false;
    const lifts = events
      .slice(index + 1)
      .filter(
        ({ fact: lift }) => lift.type === 'freeze.lifted' && lift.environment === fact.environment,
      ) as Of<'freeze.lifted'>[];
    return !lifts.some((lift) => lift.fact.planned || from <= Date.parse(lift.at));
  });
}

/** What may not be deployed: digests that were blocked and not unblocked since. */
export function blockedDigests(events: readonly LedgerEvent[]): ReadonlySet<string> {
  const blocked = new Set<string>();
  for (const { fact } of events) {
    if (fact.type === 'block.set') blocked.add(fact.digest ?? fact.image);
    if (fact.type === 'block.lifted') blocked.delete(fact.digest ?? fact.image);
  }
  return blocked;
}

/**
 * Whether the glass was broken for a release, and has not healed: the last breaking says until when, a success uses it up,
 * and whoever holds or freezes the spot afterwards means that as well.
 */
export function isGlassBroken(events: readonly LedgerEvent[], spot: Spot, release: ReleaseId, time: number): boolean {
  const index = events.findLastIndex(
    ({ fact }) => fact.type === 'glass.broken' && spotKey(fact) === spotKey(spot) && fact.release === release,
  );
  const fact = events[index]?.fact;
  if (fact?.type !== 'glass.broken' || time >= Date.parse(fact.expires)) return false;
  return !events.some(({ fact: later }, at) => at > index && heals(events.slice(0, at + 1), later, spot, release));
}

function heals(events: readonly LedgerEvent[], fact: Fact, spot: Spot, release: ReleaseId): boolean {
  switch (fact.type) {
    case 'freeze.set':
      return fact.environment === undefined || fact.environment === spot.environment;
    case 'hold.set':
      return spotKey(fact) === spotKey(spot) && fact.release !== release;
    case 'deployment.requested':
      return fact.kind === 'rollback' && spotKey(fact) === spotKey(spot) && fact.release !== release;
    case 'deployment.finished': {
      const runs = runsAt(events, spot)?.request;
      return fact.outcome === 'succeeded' && runs?.deployment === fact.deployment && runs.release === release;
    }
    default:
      return false;
  }
}

/** Approvals of a release at a spot after which nothing was deployed there: what stands there is not what it was. */
export function approvalsOf(
  events: readonly LedgerEvent[],
  spot: Spot,
  release: ReleaseId,
): readonly Of<'approval.granted'>[] {
  const last = events.findLastIndex(({ fact }, index) => {
    if (fact.type !== 'deployment.finished' || fact.outcome !== 'succeeded') return false;
    return runsAt(events.slice(0, index + 1), spot)?.request.deployment === fact.deployment;
  });
  return events
    .slice(last + 1)
    .filter(
      (event): event is Of<'approval.granted'> =>
        event.fact.type === 'approval.granted' &&
        spotKey(event.fact.change) === spotKey(spot) &&
        event.fact.change.release === release,
    );
}
