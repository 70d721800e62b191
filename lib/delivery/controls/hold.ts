import type { EnvironmentId, Instant, ServiceSetId } from '../../ids.js';
import { type Recording, record } from '../../ledger/index.js';
import { type EventDraft, environmentState, type ProjectState } from '../../promotion/index.js';
import type { Release } from '../../release/index.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';

/** One service set in one environment. */
export interface HeldPlace {
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

/** Keeps an environment on a release; nothing is recorded where it is held on it already. */
export async function hold(
  { project, serviceSet, ledger, now }: Delivery,
  environment: EnvironmentId,
  release: Release,
  signer: Signer,
): Promise<Recording> {
  const place = { serviceSet: serviceSet.id, environment };
  return record(ledger, project.id, ({ state }) => holding(state, place, release, signer, now()));
}

/** Lets an environment move on; nothing is recorded where it is not held. */
export async function unhold(
  { project, serviceSet, ledger, now }: Delivery,
  environment: EnvironmentId,
  signer: Signer,
): Promise<Recording> {
  const place = { serviceSet: serviceSet.id, environment };
  return record(ledger, project.id, ({ state }) => releasing(state, place, signer, now()));
}

/** What to record for a hold, or undefined where it stands already; another reason is recorded, too. Pure. */
export function holding(
  state: ProjectState,
  place: HeldPlace,
  release: Pick<Release, 'id'>,
  signer: Signer,
  at: Instant,
): EventDraft | undefined {
  const standing = environmentState(state, place.serviceSet, place.environment)?.hold;
  const isSameReason = signer.reason === undefined || signer.reason === standing?.reason;
  if (standing?.release === release.id && isSameReason) return undefined;
  return sign(signer, at, { type: 'hold.set', ...place, release: release.id });
}

/** What to record to lift a hold, or undefined where there is none. Pure. */
export function releasing(state: ProjectState, place: HeldPlace, signer: Signer, at: Instant): EventDraft | undefined {
  if (environmentState(state, place.serviceSet, place.environment)?.hold === undefined) return undefined;
  return sign(signer, at, { type: 'hold.lifted', ...place });
}
