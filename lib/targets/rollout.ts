/**
 * Where the rollout of a deployment of an ECS service stands, in the words of RFC 013.
 *
 * - `COMPLETE`: the newest deployment is the only one and runs as many tasks as it should
 * - `IN_PROGRESS`: the newest deployment runs beside others, or ECS is not through with it yet
 * - `NOT_STABLE`: the newest deployment is the only one and runs too many or too few tasks
 * - `RETIRING`: an older deployment, or a service, that still has tasks
 * - `RETIRED`: an older deployment, or a service, that is gone
 * - `FAILED`: ECS gave the deployment up; the RFC is older than that
 * - `DEAD`: nothing of all that
 */
export type RolloutStatus = 'COMPLETE' | 'IN_PROGRESS' | 'NOT_STABLE' | 'FAILED' | 'RETIRING' | 'RETIRED' | 'DEAD';

/** What ECS says of one deployment of a service, as far as its rollout goes. */
export interface DeploymentDescription {
  /** `PRIMARY`, `ACTIVE` or `INACTIVE`. */
  readonly status?: string | undefined;
  /** `IN_PROGRESS`, `COMPLETED` or `FAILED`; absent behind a Classic Load Balancer. */
  readonly rolloutState?: string | undefined;
  readonly runningCount?: number | undefined;
  readonly pendingCount?: number | undefined;
  readonly desiredCount?: number | undefined;
}

/** What ECS says of a service, as far as its rollout goes. */
export interface ServiceDescription {
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  readonly status?: string | undefined;
  readonly deployments?: readonly DeploymentDescription[] | undefined;
}

/** The status of one deployment beside `others` of the same service. */
export function deploymentStatus(deployment: DeploymentDescription, others: number): RolloutStatus {
  const { status, rolloutState, runningCount, desiredCount } = deployment;
  if (rolloutState === 'FAILED') return 'FAILED';
  switch (status) {
    case 'PRIMARY':
      if (others > 0) return 'IN_PROGRESS';
      if (runningCount === undefined || runningCount !== desiredCount) return 'NOT_STABLE';
      // All tasks run, and ECS still watches them: some may fall, or old ones are kept until a bake time is over.
      return rolloutState === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'COMPLETE';
    case 'ACTIVE':
      return 'RETIRING';
    case 'INACTIVE':
      return 'RETIRED';
    default:
      return 'DEAD';
  }
}

/** The status of a service: that of its newest deployment, unless the service itself is on its way out. */
export function serviceStatus({ status, deployments = [] }: ServiceDescription): RolloutStatus {
  if (status === 'INACTIVE') return 'RETIRED';
  if (status === 'DRAINING') return 'RETIRING';
  const newest = deployments.find((deployment) => deployment.status === 'PRIMARY');
  const others = deployments.filter((deployment) => deployment !== newest && !isOver(deployment));
  return newest === undefined ? 'DEAD' : deploymentStatus(newest, others.length);
}

/** ECS goes on listing a deployment that it gave up when nothing of it is left. */
function isOver({ rolloutState, runningCount, pendingCount = 0 }: DeploymentDescription): boolean {
  return rolloutState === 'FAILED' && runningCount === 0 && pendingCount === 0;
}

/** From what hides everything else to what has to hold for all. */
const BY_WEIGHT: readonly RolloutStatus[] = [
  'FAILED',
  'DEAD',
  'IN_PROGRESS',
  'NOT_STABLE',
  'RETIRING',
  'RETIRED',
  'COMPLETE',
];

/** The status of several services as one: complete where all of them are, and otherwise the one that weighs most. */
export function setStatus(statuses: readonly RolloutStatus[]): RolloutStatus {
  return BY_WEIGHT.find((status) => statuses.includes(status)) ?? 'COMPLETE';
}

/** Whether a service is still being replaced, so that what it runs is not what it will run. */
export function isRollingOut(status: RolloutStatus): boolean {
  return status === 'IN_PROGRESS' || status === 'NOT_STABLE';
}
