import type { ProjectId, ServiceSetId } from '../ids.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { Release } from './model.js';
import type { ReleaseProblemCode } from './problems.js';

/**
 * Makes sure that a release is one of the project, and of the service set where one is given: images of one project
 * must never reach another's environments.
 *
 * @throws SlipwayError `input` with `ForeignRelease`
 */
export function assertReleaseFits(project: ProjectId, release: Release, serviceSet?: ServiceSetId): void {
  const problem = whyItDoesNotFit(project, release, serviceSet);
  if (problem !== undefined) throw new SlipwayError('input', problem);
}

/** The problem that {@link assertReleaseFits} throws, or undefined where the release fits. */
export function whyItDoesNotFit(project: ProjectId, release: Release, serviceSet?: ServiceSetId): Problem | undefined {
  const code: ReleaseProblemCode = 'ForeignRelease';
  if (release.project !== project)
    return {
      code,
      message: `release ${release.id} is one of project ${release.project} and not of ${project}`,
      hint: `name a release of ${project}; \`slipway release list\` shows them`,
    };
  if (serviceSet !== undefined && release.serviceSet !== serviceSet)
    return {
      code,
      message: `release ${release.id} is one of service set ${release.serviceSet} and not of ${serviceSet}`,
      hint: `choose the set with --service-set ${release.serviceSet}, or name a release of ${serviceSet}`,
    };
  return undefined;
}
