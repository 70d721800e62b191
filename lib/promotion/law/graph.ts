import type { EnvironmentId, ServiceSetId } from '../../ids.js';
import type { PolicyEnvironment, PolicyServiceSet, PromotionPolicy } from './policy.js';

/** Environments of a policy, or of a whole project, as far as it is known. */
interface EnvironmentsOf<Known extends PolicyEnvironment> extends PromotionPolicy {
  readonly environments: readonly Known[];
}

export function findServiceSet(project: PromotionPolicy, id: ServiceSetId): PolicyServiceSet | undefined {
  return project.serviceSets.find((set) => set.id === id);
}

/** An environment of the manifest in which a service set runs. */
export function findEnvironment<Known extends PolicyEnvironment>(
  project: EnvironmentsOf<Known>,
  serviceSet: ServiceSetId,
  id: EnvironmentId,
): Known | undefined {
  if (findServiceSet(project, serviceSet)?.environments.includes(id) !== true) return undefined;
  return project.environments.find((environment) => environment.id === id);
}

/**
 * The environments from which releases of a set come into an environment, in the manifest's order; none means that
 * releases of the set start here. Where the set does not run in a preceding environment, what precedes that one counts
 * in its place.
 */
export function precedingEnvironments<Known extends PolicyEnvironment>(
  project: EnvironmentsOf<Known>,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): readonly Known[] {
  const found = new Set<EnvironmentId>();
  const seen = new Set<EnvironmentId>();
  const visit = (id: EnvironmentId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const here = project.environments.find((candidate) => candidate.id === id);
    for (const before of here?.after ?? [])
      if (findEnvironment(project, serviceSet, before) === undefined) visit(before);
      else found.add(before);
  };
  visit(environment);
  return project.environments.filter(({ id }) => found.has(id));
}
