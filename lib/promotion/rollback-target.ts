import type { EnvironmentId, ReleaseId, ServiceSetId } from '../ids.js';
import { blocksOn } from './conditions/unblocked.js';
import { currentDeployment, currentRelease, environmentState, findDeployment, findRelease } from './current.js';
import type { EnvironmentState, ProjectState } from './state.js';

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
  const current = currentDeployment(state, serviceSet, environment)?.release;
  const rolledBack = rolledBackFrom(state, serviceSet, environment, here);
  const runs = currentRelease(state, serviceSet, environment);
  const isBlocked = (id: ReleaseId): boolean => {
    const release = findRelease(state, id);
    return release === undefined || blocksOn(state, release, runs).length > 0;
  };
  return here.passed.findLast((release) => release !== current && !rolledBack.has(release) && !isBlocked(release));
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
