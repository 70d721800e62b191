import type { Service, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import { serviceStatus } from '../rollout.js';
import type { WatchedService } from './watched-service.js';

/** What ECS says of a deployment with which its circuit breaker or an alarm turns a service back. */
export const GOING_BACK = /circuit breaker|rolling back|rolled back/i;

/**
 * Whether a service that is settled looks as if it had not come to run what its stack asked for: ECS gave its newest
 * deployment up, or it uses another task definition. Where it is not known which was asked for, ECS's words count.
 */
export function isAside(service: Service, { taskDefinition }: WatchedService): boolean {
  if (serviceStatus(service) === 'FAILED') return true;
  return taskDefinition === undefined ? saysGoingBack(service) : service.taskDefinition !== taskDefinition;
}

/**
 * Whether a service that {@link isAside} went there by itself, back to what it ran before, and was not changed by
 * somebody behind the stack's back. `newest` is its newest service deployment, where ECS tells; where it does not, its
 * words do, or a deployment that is still listed as given up, or that it runs an earlier revision.
 */
export function wentBack(
  service: Service,
  { taskDefinition }: WatchedService,
  newest: ServiceDeploymentBrief | undefined,
): boolean {
  if (serviceStatus(service) === 'FAILED') return true;
  if (newest?.status !== undefined) return newest.status.startsWith('ROLLBACK');
  if (saysGoingBack(service)) return true;
  const gaveUp = service.deployments?.some(
    (one) => one.rolloutState === 'FAILED' && one.taskDefinition === taskDefinition,
  );
  if (gaveUp === true) return true;
  const [asked, runs] = [revisionOf(taskDefinition), revisionOf(service.taskDefinition)];
  return asked !== undefined && runs !== undefined && asked.family === runs.family && runs.number < asked.number;
}

function saysGoingBack({ deployments = [] }: Service): boolean {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  return GOING_BACK.test(primary?.rolloutStateReason ?? '');
}

/** The newest of several service deployments. */
export function newestOf(deployments: readonly ServiceDeploymentBrief[]): ServiceDeploymentBrief | undefined {
  const begun = ({ createdAt, startedAt }: ServiceDeploymentBrief): number => (createdAt ?? startedAt)?.getTime() ?? 0;
  return deployments.reduce<ServiceDeploymentBrief | undefined>(
    (newest, deployment) => (newest === undefined || begun(deployment) > begun(newest) ? deployment : newest),
    undefined,
  );
}

function revisionOf(arn: string | undefined): { readonly family: string; readonly number: number } | undefined {
  const [, family, number] = /^(.+):(\d+)$/.exec(arn ?? '') ?? [];
  return family === undefined ? undefined : { family, number: Number(number) };
}
