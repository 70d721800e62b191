import type { EnvironmentId } from '../ids.js';
import type { Environment, Project, ServiceSet } from '../manifest/index.js';
import { findEnvironment, firstEnvironment } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { didYouMean } from '../suggest.js';

/** The environment of a project of that id, whatever runs there; an unknown one is an input error that lists the known ones. */
export function requireProjectEnvironment(project: Project, id: string): Environment {
  const environment = findEnvironment(project, id as EnvironmentId);
  if (environment !== undefined) return environment;
  const known = project.environments.map((candidate) => candidate.id as string);
  const guess = didYouMean(id, known);
  throw new SlipwayError('input', {
    code: 'UnknownEnvironment',
    message: `project ${project.id} has no environment "${id}"`,
    hint: guess === undefined ? `its environments are ${known.join(', ')}` : `did you mean "${guess}"?`,
  });
}

/** The environment of that id in which the set runs; an unknown one is an input error that lists the known ones. */
export function requireEnvironment(project: Project, serviceSet: ServiceSet, id: string): Environment {
  const environment = requireProjectEnvironment(project, id);
  if (!serviceSet.environments.includes(environment.id))
    throw new SlipwayError('input', {
      code: 'UnknownEnvironment',
      message: `service set ${serviceSet.id} does not run in ${id}`,
      hint: `it runs in ${serviceSet.environments.join(', ')}`,
    });
  return environment;
}

/** Where a release goes when nobody says where: the first environment of the graph. */
export function defaultEnvironment(project: Project, serviceSet: ServiceSet): Environment {
  const first = firstEnvironment(project, serviceSet);
  if (first === undefined)
    throw new SlipwayError('input', {
      code: 'NoFirstEnvironment',
      message: `every environment of service set ${serviceSet.id} comes after another one`,
      hint: 'name one with --environment',
    });
  return first;
}
