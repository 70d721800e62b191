import type { EnvironmentId, ServiceSetId } from '../ids.js';
import type { Environment, Project, ServiceSet } from '../manifest/model.js';

export function findServiceSet(project: Project, id: ServiceSetId): ServiceSet | undefined {
  return project.serviceSets.find((set) => set.id === id);
}

/** An environment of the manifest in which a service set runs. */
export function findEnvironment(
  project: Project,
  serviceSet: ServiceSetId,
  id: EnvironmentId,
): Environment | undefined {
  if (findServiceSet(project, serviceSet)?.environments.includes(id) !== true) return undefined;
  return project.environments.find((environment) => environment.id === id);
}

/**
 * The environments from which releases of a set come into an environment, in the manifest's order; none means that
 * releases of the set start here. Where the set does not run in a preceding environment, what precedes that one counts
 * in its place.
 */
export function precedingEnvironments(
  project: Project,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): readonly Environment[] {
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
