import type { Environment, Project, ServiceSet } from './model.js';

/** The longest name that CloudFormation gives a stack. */
export const MAX_STACK_NAME = 128;

/**
 * The stack of one service set in one environment: `<project>-<environment>`, in a project of several service
 * sets `<project>-<set>-<environment>`. What CloudFormation refuses in a stack name becomes `-`.
 */
export function stackName(project: Project, serviceSet: ServiceSet, environment: Environment): string {
  const set = project.serviceSets.length > 1 ? serviceSet.id : undefined;
  return stackNameOf(project.id, set, environment.id);
}

export function stackNameOf(project: string, serviceSet: string | undefined, environment: string): string {
  const parts = serviceSet === undefined ? [project, environment] : [project, serviceSet, environment];
  return parts.join('-').replace(/[^A-Za-z0-9-]/g, '-');
}

/**
 * The stack of a project's ledger: `<project>-ledger`, or `<project>-slipway-ledger` where that is an environment's stack.
 */
export function ledgerStackName(project: Project): string {
  const name = stackNameOf(project.id, undefined, 'ledger');
  const taken = project.serviceSets.some((set) =>
    project.environments.some((place) => stackName(project, set, place) === name),
  );
  return taken ? stackNameOf(project.id, 'slipway', 'ledger') : name;
}
