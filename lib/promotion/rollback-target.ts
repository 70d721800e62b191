import type { EnvironmentId, ReleaseId, ServiceSetId } from '../ids.js';
import { currentDeployment, environmentState, findDeployment } from './current.js';
import type { ProjectState } from './state.js';

/**
 * Where a rollback goes that names no release: the newest that passed there, is not what runs there now, and was not
 * rolled back from since. So a second rollback in a row goes further back and not forward again.
 */
export function rollbackTarget(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReleaseId | undefined {
  const here = environmentState(state, serviceSet, environment);
  if (here === undefined) return undefined;
  const current = currentDeployment(state, serviceSet, environment)?.release;
  const rolledBack = rolledBackFrom(state, serviceSet, environment);
  return here.passed.findLast((release) => release !== current && !rolledBack.has(release));
}

/** Releases that a rollback took away there, and that were not deployed there with success after it. */
function rolledBackFrom(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReadonlySet<ReleaseId> {
  const rolledBack = new Set<ReleaseId>();
  for (const id of state.deploymentOrder) {
    const deployment = findDeployment(state, id);
    if (deployment?.status !== 'succeeded' || deployment.supersededBy !== undefined) continue;
    if (deployment.serviceSet !== serviceSet || deployment.environment !== environment) continue;
    const { kind, release, replaces } = deployment;
    if (kind === 'rollback' && replaces !== undefined) rolledBack.add(replaces);
    rolledBack.delete(release);
  }
  return rolledBack;
}
