import type { EnvironmentId } from '../lib/ids.js';
import type { Environment, Project, ServiceSet } from '../lib/manifest/model.js';
// Not through the index: rendering needs no parser, and loading one costs more than rendering a small stack.
import { findEnvironment, selectServiceSet } from '../lib/manifest/select.js';
import { SlipwayError } from '../lib/problem.js';
import { didYouMean } from '../lib/suggest.js';

/** Where a release is rendered: a service set in an environment. */
export interface ReleasePlace {
  readonly set: ServiceSet;
  readonly environment: Environment;
}

/**
 * What the ids name.
 *
 * @throws SlipwayError with `UnknownEnvironment`, `UnknownServiceSet` or `SeveralServiceSets`
 */
export function releasePlace(project: Project, serviceSet: string | undefined, id: string): ReleasePlace {
  const set = selectServiceSet(project, serviceSet);
  const environment = findEnvironment(project, id as EnvironmentId);
  const known: readonly string[] = set.environments;
  if (environment !== undefined && known.includes(id)) return { set, environment };
  const meant = didYouMean(id, known);
  throw new SlipwayError('input', {
    code: 'UnknownEnvironment',
    message: `service set "${set.id}" of project ${project.id} does not run in an environment "${id}"`,
    hint: `${meant === undefined ? '' : `did you mean "${meant}"? `}its environments are ${known.join(', ')}`,
  });
}
