import { findEnvironment, stackName } from '../manifest/index.js';
import type { Place } from './target.js';

/** The name of the stack of a place. */
export function placeName({ project, serviceSet, environment }: Place): string {
  const set = project.serviceSets.find(({ id }) => id === serviceSet);
  const found = findEnvironment(project, environment);
  if (set === undefined || found === undefined)
    throw new Error(`project ${project.id} has no service set ${serviceSet} in an environment ${environment}`);
  return stackName(project, set, found);
}
