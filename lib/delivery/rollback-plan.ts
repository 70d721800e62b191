import type { ReleaseId } from '../ids.js';
import { SlipwayError } from '../problem.js';
import { type Deployment, findDeployment, type ProjectState } from '../promotion/index.js';
import { type Irreversible, irreversible, type ResourceChange } from '../targets/index.js';
import type { Change } from './change.js';
import type { Delivery } from './delivery.js';

/** What going back to a release would do to an environment. */
export interface RollbackPlan {
  readonly change: Change;
  /** Undefined where what stands there cannot be read. */
  readonly resources: readonly ResourceChange[] | undefined;
  /** What it does not bring back, and what it takes away for good. */
  readonly cannotUndo: readonly Irreversible[];
}

/** Tells in advance what a rollback would do. That something about it cannot be told never stands in its way. */
export async function rollbackPlan(delivery: Delivery, state: ProjectState, change: Change): Promise<RollbackPlan> {
  const { resources, lost } = await becomesOf(change);
  return { change, resources, cannotUndo: [...lost, ...otherConfiguration(delivery, state, change)] };
}

async function becomesOf({
  before,
  stack,
}: Change): Promise<Pick<RollbackPlan, 'resources'> & { readonly lost: readonly Irreversible[] }> {
  const { resourceChanges } = await import('../targets/resource-changes.js');
  try {
    const resources = resourceChanges(before, stack.template);
    return { resources, lost: irreversible(resources) };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { resources: undefined, lost: [{ code: 'ResourcesNotKnown', message: error.message }] };
  }
}

/** A release goes back, and the manifest does not: it is today's. */
function otherConfiguration(
  { manifestHash, serviceSet }: Delivery,
  state: ProjectState,
  { environment, release }: Change,
): readonly Irreversible[] {
  const then = lastSuccess(state, { serviceSet: serviceSet.id, environment, release: release.id });
  if (then === undefined || then.hashes.manifest === manifestHash) return [];
  return [
    {
      code: 'OtherConfiguration',
      message: `the manifest is not the one with which release ${release.number} was deployed to ${environment} at ${then.requestedAt}: the images go back, the configuration is today's`,
    },
  ];
}

function lastSuccess(
  state: ProjectState,
  place: Pick<Deployment, 'serviceSet' | 'environment'> & { readonly release: ReleaseId },
): Deployment | undefined {
  const id = state.deploymentOrder.findLast((candidate) => {
    const deployment = findDeployment(state, candidate);
    return (
      deployment?.status === 'succeeded' &&
      deployment.serviceSet === place.serviceSet &&
      deployment.environment === place.environment &&
      deployment.release === place.release
    );
  });
  return id === undefined ? undefined : findDeployment(state, id);
}
