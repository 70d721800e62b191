import type { DeploymentId, EnvironmentId, ReleaseId, ServiceSetId } from '../../ids.js';
import type { Release } from '../../release/model.js';
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

/** A release of the record. The id may be any text. */
export function findRelease(state: ProjectState, id: ReleaseId): Release | undefined {
  return Object.hasOwn(state.releases, id) ? state.releases[id] : undefined;
}

/** A deployment of the record. The id may be any text. */
export function findDeployment(state: ProjectState, id: DeploymentId): Deployment | undefined {
  return Object.hasOwn(state.deployments, id) ? state.deployments[id] : undefined;
}

/** The last deployment that succeeded there. */
export function currentDeployment(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): Deployment | undefined {
  const id = environmentState(state, serviceSet, environment)?.current;
  return id === undefined ? undefined : findDeployment(state, id);
}

/** The release that runs there, as far as the record knows. */
export function currentRelease(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): Release | undefined {
  const deployment = currentDeployment(state, serviceSet, environment);
  return deployment === undefined ? undefined : findRelease(state, deployment.release);
}

/** The release of a set that was made last. Looks from the end: a record may hold thousands, read when they are asked for. */
export function newestRelease(state: ProjectState, serviceSet: ServiceSetId): Release | undefined {
  const id = (Object.keys(state.releases) as ReleaseId[]).findLast(
    (candidate) => state.releases[candidate]?.serviceSet === serviceSet,
  );
  return id === undefined ? undefined : state.releases[id];
}
