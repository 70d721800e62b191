import type { Instant, ReleaseId } from '../../../../lib/ids.js';
import type { DeploymentRequested, Lease, LedgerEvent, Outcome } from '../../../../lib/promotion/index.js';
import { type Spot, spotKey } from '../shop.js';

/** A deployment as the events tell of it, read one after the other without any state. */
export interface Told {
  readonly request: DeploymentRequested;
  readonly requestedAt: Instant;
  /** Of the latest who was given it. */
  readonly lease: Lease;
  /** Whether its writer was the last who was given the spot when it ended; what others say of it counts for nothing. */
  readonly end?: { readonly outcome: Outcome; readonly at: Instant };
}

/** What was read already: many ask about the same events. */
const readings = new WeakMap<readonly LedgerEvent[], Map<string, readonly Told[]>>();

/** The deployments of a spot in the order of their requests. */
export function deploymentsOf(events: readonly LedgerEvent[], spot: Spot): readonly Told[] {
  const known = readings.get(events) ?? new Map<string, readonly Told[]>();
  readings.set(events, known);
  const told = known.get(spotKey(spot)) ?? readThrough(events, spot);
  known.set(spotKey(spot), told);
  return told;
}

function readThrough(events: readonly LedgerEvent[], spot: Spot): readonly Told[] {
  const told: Told[] = [];
  const find = (id: string): number => told.findIndex(({ request }) => request.deployment === id);
  for (const { fact, at } of events) {
    if (fact.type === 'deployment.requested' && spotKey(fact) === spotKey(spot))
      told.push({ request: fact, requestedAt: at, lease: fact.lease });
    if (fact.type === 'deployment.resumed' && find(fact.deployment) >= 0) {
      const index = find(fact.deployment);
      const known = told[index] as Told;
      if (known.end === undefined && fact.lease.fence > known.lease.fence)
        told[index] = { ...known, lease: fact.lease };
    }
    if (fact.type === 'deployment.finished' && find(fact.deployment) >= 0) {
      const index = find(fact.deployment);
      const known = told[index] as Told;
      const greatest = Math.max(...told.map(({ lease }) => lease.fence));
      if (known.end === undefined && fact.fence === known.lease.fence && fact.fence === greatest)
        told[index] = { ...known, end: { outcome: fact.outcome, at } };
    }
  }
  return told;
}

/** What runs at a spot: what succeeded last, in the order of the ends. */
export function runsAt(events: readonly LedgerEvent[], spot: Spot): Told | undefined {
  return deploymentsOf(events, spot)
    .filter(({ end }) => end?.outcome === 'succeeded')
    .reduce<Told | undefined>((last, one) => (last === undefined || isLater(one, last) ? one : last), undefined);
}

/** Who is at work at a spot: the last who was given it, if that deployment has not ended. */
export function underWayAt(events: readonly LedgerEvent[], spot: Spot): Told | undefined {
  const told = deploymentsOf(events, spot);
  const greatest = Math.max(0, ...told.map(({ lease }) => lease.fence));
  return told.find(({ lease, end }) => lease.fence === greatest && end === undefined);
}

export function everSucceeded(events: readonly LedgerEvent[], spot: Spot, release: ReleaseId): boolean {
  return deploymentsOf(events, spot).some(
    ({ request, end }) => request.release === release && end?.outcome === 'succeeded',
  );
}

/** Fences grow, so the one under the greater fence ended later. */
function isLater(one: Told, other: Told): boolean {
  return one.lease.fence > other.lease.fence;
}
