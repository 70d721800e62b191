import { compareInstants, type EnvironmentId, type ServiceSetId } from '../ids.js';
import type { Prepared } from './state/controls.js';
import { currentDeployment, environmentState, findDeployment } from './state/current.js';
import type { ProjectState } from './state/state.js';

/**
 * The changes of an environment that were prepared and may still be made, in the order in which they were prepared: nobody
 * has asked for a deployment there since, after which nothing starts any more from where they do.
 */
export function freshPrepared(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): readonly Prepared[] {
  const prepared = environmentState(state, serviceSet, environment)?.prepared ?? [];
  if (prepared.length === 0) return [];
  const last = state.deploymentOrder.findLast((id) => {
    const deployment = findDeployment(state, id);
    return deployment?.serviceSet === serviceSet && deployment.environment === environment;
  });
  const since = last === undefined ? undefined : findDeployment(state, last)?.requestedAt;
  const runs = currentDeployment(state, serviceSet, environment)?.release;
  return prepared.filter(
    ({ at, change }) => change.replaces === runs && (since === undefined || compareInstants(at, since) > 0),
  );
}
