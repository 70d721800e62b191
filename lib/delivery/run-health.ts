import type { EnvironmentId, ReleaseId } from '../ids.js';
import { record } from '../ledger/index.js';
import type { Environment } from '../manifest/index.js';
import {
  currentRelease,
  type EventDraft,
  environmentState,
  type ProjectState,
  precedingEnvironments,
} from '../promotion/index.js';
import type { Target } from '../targets/index.js';
import type { Delivery, Signer } from './delivery.js';
import { sign } from './sign.js';
import { type Verification, verify } from './verify.js';

/** That what runs in an environment was found healthy again, or not any more. */
export interface HealthChange {
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly healthy: boolean;
  /** What was seen; absent where it is healthy. */
  readonly message?: string;
}

/** Whether something soaks in an environment: one that comes after it asks for that. */
export function isSoakedIn({ project, serviceSet }: Delivery, { id }: Pick<Environment, 'id'>): boolean {
  return project.environments.some(
    ({ id: later, require: { soakSeconds = 0 } }) =>
      soakSeconds > 0 &&
      serviceSet.environments.includes(later) &&
      precedingEnvironments(project, serviceSet.id, later).some((before) => before.id === id),
  );
}

/**
 * Looks at what runs in an environment, and records whether it is healthy where that is news: where it was held to be
 * otherwise. What cannot be found out is no news, and neither is what is still being changed.
 */
export async function recordHealth(
  delivery: Delivery,
  environment: Environment,
  target: Target,
  signer: Signer,
): Promise<HealthChange | undefined> {
  const { ledger, project, serviceSet } = delivery;
  const { state } = await ledger.view(project.id);
  if (!isUndisturbed(delivery, state, environment)) return undefined;
  const found = await verify(delivery, environment, target);
  const healthy = isHealthy(found);
  if (found.release === undefined || healthy === undefined) return undefined;
  const release = found.release.id;
  const message = found.evidence.findings.join('; ');
  const place = { serviceSet: serviceSet.id, environment: environment.id };
  const seen = { release, healthy, ...(healthy || message === '' ? {} : { message }) };
  const { event } = await record(ledger, project.id, ({ state: now }): EventDraft | undefined => {
    if (!isUndisturbed(delivery, now, environment)) return undefined;
    if (currentRelease(now, serviceSet.id, environment.id)?.id !== release) return undefined;
    if (!isNews(delivery, now, environment, release, healthy)) return undefined;
    return sign(signer, delivery.now(), { type: 'health.recorded', ...place, ...seen });
  });
  return event === undefined ? undefined : { environment: environment.id, ...seen };
}

/** Whether something runs there, and nobody is about to change it. */
function isUndisturbed({ serviceSet }: Delivery, state: ProjectState, { id }: Environment): boolean {
  const here = environmentState(state, serviceSet.id, id);
  return here?.current !== undefined && here.ongoing === undefined;
}

function isHealthy({ verdict }: Verification): boolean | undefined {
  if (verdict === 'converged') return true;
  return verdict === 'drifted' || verdict === 'rolled-back' ? false : undefined;
}

/** A release that failed its evaluation is not counted as healthy again before it passes. */
function isNews(
  { serviceSet }: Delivery,
  state: ProjectState,
  { id }: Environment,
  release: ReleaseId,
  healthy: boolean,
): boolean {
  const here = environmentState(state, serviceSet.id, id);
  const soak = here !== undefined && Object.hasOwn(here.soaks, release) ? here.soaks[release] : undefined;
  if (!healthy) return soak !== undefined && (soak.since !== undefined || soak.longest > 0);
  const failed =
    here !== undefined && Object.hasOwn(here.evaluations, release) && here.evaluations[release]?.verdict === 'fail';
  return soak?.since === undefined && !failed;
}
