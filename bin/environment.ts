import { type Delivery, defaultEnvironment, requireEnvironment } from '../lib/delivery/index.js';
import type { Environment } from '../lib/manifest/index.js';

/** The environment that is named, or where releases start when none is. */
export function chosenEnvironment({ project, serviceSet }: Delivery, named: string | undefined): Environment {
  return named === undefined ? defaultEnvironment(project, serviceSet) : requireEnvironment(project, serviceSet, named);
}

/** The environment that is named, or every one in which the service set runs. */
export function chosenEnvironments(
  { project, serviceSet }: Pick<Delivery, 'project' | 'serviceSet'>,
  named: string | undefined,
): readonly Environment[] {
  if (named !== undefined) return [requireEnvironment(project, serviceSet, named)];
  return project.environments.filter(({ id }) => serviceSet.environments.includes(id));
}
