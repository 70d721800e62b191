import type { Service } from '@aws-sdk/client-ecs';
import { isRollingOut, serviceStatus, setStatus } from '../rollout.js';
import type { WatchedService } from './watched-service.js';
import { isAside } from './went-back.js';

/** A service that is looked at, as ECS describes it. */
export interface Described {
  readonly watched: WatchedService;
  readonly service: Service;
}

/** Who brings new tasks up, where that is not ECS itself: which of them count is theirs to know. */
const NOT_ECS = new Set(['CODE_DEPLOY', 'EXTERNAL']);

/** Most services that a message names. */
const NAMED = 5;

export function isForeign({ service: { deploymentController, taskSets = [] } }: Described): boolean {
  return NOT_ECS.has(deploymentController?.type ?? '') || taskSets.length > 0;
}

/** Whether what a service runs is not what it will run. */
export function isChanging({ service }: Described): boolean {
  const status = serviceStatus(service);
  return isRollingOut(status) || status === 'RETIRING';
}

/** Whether it can be said what a service runs: there is one, and ECS knows its newest deployment. */
export function isKnown({ service }: Described): boolean {
  return serviceStatus(service) !== 'DEAD';
}

export function isGone({ service }: Described): boolean {
  return serviceStatus(service) === 'RETIRED';
}

/** Whether a service should have tasks. */
export function hasTasks(one: Described): boolean {
  const { desiredCount = 0, runningCount = 0 } = one.service;
  return !isGone(one) && (desiredCount > 0 || runningCount > 0);
}

/** Whether a service that changes no more has not come to run what was asked for. */
export function isSettledAside(one: Described): boolean {
  return !isChanging(one) && !isGone(one) && isAside(one.service, one.watched);
}

/** Whether there is something to be told of a service. */
export function isUnwell(one: Described): boolean {
  return serviceStatus(one.service) !== 'COMPLETE' || isSettledAside(one);
}

/** Whether tasks of a service stopped that should not have. */
export function hasFailed(one: Described): boolean {
  return failedTasks(one) > 0 || isSettledAside(one);
}

export function failedTasks({ service: { deployments = [] } }: Described): number {
  return deployments.reduce((sum, deployment) => sum + (deployment.failedTasks ?? 0), 0);
}

/** Says of services that nobody but another controller understands that they are. */
export function foreignMessage(foreign: readonly Described[]): string {
  const names = foreign.map(
    ({ watched, service }) => `${watched.id} (${service.deploymentController?.type ?? 'EXTERNAL'})`,
  );
  return `what runs cannot be told of services that another controller than ECS deploys: ${names.join(', ')}`;
}

/** Says how far services are that still change. */
export function changingMessage(changing: readonly Described[]): string {
  const status = setStatus(changing.map(({ service }) => serviceStatus(service)));
  const named = changing.slice(0, NAMED).map(({ watched, service }) => {
    const newest = service.deployments?.find((deployment) => deployment.status === 'PRIMARY');
    const { runningCount = 0, desiredCount = 0 } = newest ?? service;
    return `${watched.id} (${runningCount} of ${desiredCount} tasks)`;
  });
  const more = changing.length > NAMED ? ` and ${changing.length - NAMED} more` : '';
  return `Rollout ${status}: ${named.join(', ')}${more}`;
}
