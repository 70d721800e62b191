import { canonicalJson, sha256 } from '../canonical.js';
import type { DeploymentId } from '../ids.js';
import { type Deployment, environmentState, type Lease, type ProjectState } from '../promotion/index.js';
import type { CustomResourceRequest } from './custom-resource-request.js';

/** One request of one stack: who asks the gate. */
export type Caller = Pick<CustomResourceRequest, 'stackId' | 'stackName' | 'requestId'>;

/** Under which name what a stack does is recorded. */
export function actorOf({ stackName }: Caller): string {
  return `${PREFIX}${stackName}`;
}

/** Who holds the lease of a deployment that a gate opened. */
export function holderOf(caller: Caller): string {
  return `${actorOf(caller)}/${caller.requestId}`;
}

/** The deployment that a request opens, always the same one: CloudFormation and Lambda may deliver a request again. */
export function deploymentOf({ stackId, requestId }: Pick<Caller, 'stackId' | 'requestId'>): DeploymentId {
  return `dep-${sha256(canonicalJson({ stackId, requestId })).slice(0, 12)}` as DeploymentId;
}

/** Whether a gate took a lease, and not the command line. */
export function isGatesLease({ holder }: Lease): boolean {
  return holder.startsWith(PREFIX);
}

/**
 * Whether a deployment was opened by an earlier request of the very stack that asks now. CloudFormation does one thing
 * with a stack at a time, so whoever opened it is gone, however long its lease.
 */
export function isFormerRequest(caller: Caller, deployment: DeploymentId, lease: Lease): boolean {
  if (!lease.holder.startsWith(`${actorOf(caller)}/`)) return false;
  const requestId = lease.holder.slice(actorOf(caller).length + 1);
  return requestId !== caller.requestId && deploymentOf({ stackId: caller.stackId, requestId }) === deployment;
}

/** The right to change a place, while somebody has it. */
export interface Held {
  readonly deployment: Deployment;
  readonly lease: Lease;
}

/** The deployment that is under way where another one was asked for, with its lease. */
export function heldThere(
  state: ProjectState,
  place: Pick<Deployment, 'serviceSet' | 'environment'>,
): Held | undefined {
  const slot = environmentState(state, place.serviceSet, place.environment)?.ongoing;
  const deployment = slot === undefined ? undefined : state.deployments[slot.deployment];
  return slot === undefined || deployment === undefined ? undefined : { deployment, lease: slot.lease };
}

const PREFIX = 'cloudformation/';
