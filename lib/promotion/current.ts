import type { EnvironmentId, ServiceSetId } from '../ids.js';
import type { Release } from '../release/model.js';
import { type Deployment, type EnvironmentState, environmentKey, type ProjectState } from './state.js';

/** A service set in an environment as the record has it; undefined where nothing was ever asked for there. */
export function environmentState(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): EnvironmentState | undefined {
  const key = environmentKey(serviceSet, environment);
  return Object.hasOwn(state.environments, key) ? state.environments[key] : undefined;
}

/** The last deployment that succeeded there. */
export function currentDeployment(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): Deployment | undefined {
  const id = environmentState(state, serviceSet, environment)?.current;
  return id === undefined ? undefined : state.deployments[id];
}

/** The release that runs there, as far as the record knows. */
export function currentRelease(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): Release | undefined {
  const deployment = currentDeployment(state, serviceSet, environment);
  return deployment === undefined ? undefined : state.releases[deployment.release];
}
