import type { EnvironmentId, ReleaseId, ServiceSetId } from '../../ids.js';
import { currentRelease, environmentState, findDeployment, findRelease } from '../state/current.js';
import type { EnvironmentState, ProjectState } from '../state/state.js';
import { blocksOn } from './conditions/unblocked.js';

/**
 * Where a rollback goes that names no release: the newest that passed there, is not what runs there now, and was not
 * rolled back from since it passed, and brings no blocked image. So a second rollback in a row goes further back and not
 * forward again.
 */
export function rollbackTarget(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReleaseId | undefined {
  const here = environmentState(state, serviceSet, environment);
  if (here === undefined) return undefined;
  const rolledBack = rolledBackFrom(state, serviceSet, environment, here);
  return here.passed.findLast(
    (release) => !rolledBack.has(release) && mayReturn(state, serviceSet, environment, release),
  );
}

/**
 * The release that succeeded there last before what runs now, did not fail, and brings no blocked image; whether anybody
 * evaluated it or not. A rollback does not go there unless it is named.
 */
export function formerRelease(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReleaseId | undefined {
  const here = environmentState(state, serviceSet, environment);
  return state.deploymentOrder
    .flatMap((id) => findDeployment(state, id) ?? [])
    .filter((deployment) => deployment.serviceSet === serviceSet && deployment.environment === environment)
    .filter(({ status, supersededBy }) => status === 'succeeded' && supersededBy === undefined)
    .map(({ release }) => release)
    .findLast((id) => here?.evaluations[id]?.verdict !== 'fail' && mayReturn(state, serviceSet, environment, id));
}

/** Whether a release is another one than runs there, and brings no blocked image. */
function mayReturn(state: ProjectState, serviceSet: ServiceSetId, environment: EnvironmentId, id: ReleaseId): boolean {
  const runs = currentRelease(state, serviceSet, environment);
  const release = findRelease(state, id);
  return release !== undefined && id !== runs?.id && blocksOn(state, release, runs).length === 0;
}

/** Releases that a rollback took away there after the deployment on which they were last evaluated. */
function rolledBackFrom(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
  { evaluations }: EnvironmentState,
): ReadonlySet<ReleaseId> {
  const rolledBack = new Set<ReleaseId>();
  for (const id of state.deploymentOrder) {
    const deployment = findDeployment(state, id);
    if (deployment?.status !== 'succeeded' || deployment.supersededBy !== undefined) continue;
    if (deployment.serviceSet !== serviceSet || deployment.environment !== environment) continue;
    const { kind, release, replaces } = deployment;
    if (kind === 'rollback' && replaces !== undefined) rolledBack.add(replaces);
    if (evaluations[release]?.deployment === id) rolledBack.delete(release);
  }
  return rolledBack;
}
