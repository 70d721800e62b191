import { didYouMean } from '../../../suggest.js';
import type { Reason } from '../decision.js';
import { type Condition, command, listEnvironments } from '../inquiry.js';

/** The environment is in the manifest and the service set runs there. */
export const knownEnvironment: Condition = (inquiry) => {
  const { project, serviceSet, environment, set, place } = inquiry;
  if (place !== undefined) return [];
  const code = 'UnknownEnvironment';
  if (set === undefined) {
    const sets = project.serviceSets.map(({ id }) => id).join(', ');
    return [
      {
        code,
        message: `project ${project.id} has no service set "${serviceSet}"`,
        by: 'whoever asks',
        hint: `there are ${sets}`,
      },
    ];
  }
  if (project.environments.some(({ id }) => id === environment))
    return [
      {
        code,
        message: `service set ${serviceSet} does not run in environment ${environment}`,
        by: 'whoever asks',
        hint: `it runs in ${set.environments.join(', ')}; the manifest says where`,
      },
    ];
  const meant = didYouMean(environment, set.environments);
  return [
    {
      code,
      message: `project ${project.id} has no environment "${environment}"`,
      by: 'whoever asks',
      hint: meant === undefined ? listEnvironments(set) : `did you mean ${meant}? ${listEnvironments(set)}`,
    },
  ];
};

/** The release is in the record. */
export const knownRelease: Condition = (inquiry) => {
  const { project, release, found } = inquiry;
  if (found !== undefined) return [];
  return [
    {
      code: 'UnknownRelease',
      message: `the record of project ${project.id} has no release "${release}"`,
      by: 'whoever asks',
      hint: `list them with ${command(inquiry, 'release list')}`,
    },
  ];
};

/** The release was made for this project and this service set. */
export const inServiceSet: Condition = (inquiry) => {
  const { project, serviceSet, found } = inquiry;
  if (found === undefined) return [];
  const code = 'NotInServiceSet';
  const reasons: Reason[] = [];
  if (found.project !== project.id)
    reasons.push({
      code,
      message: `release ${found.number} (${found.id}) belongs to project ${found.project}, not to ${project.id}`,
      by: 'whoever asks',
      hint: `list the releases of ${project.id} with ${command(inquiry, 'release list')}`,
    });
  else if (found.serviceSet !== serviceSet)
    reasons.push({
      code,
      message: `release ${found.number} (${found.id}) belongs to service set ${found.serviceSet}, not to ${serviceSet}`,
      by: 'whoever asks',
      hint: `name its set with --service-set ${found.serviceSet}, or list the releases with ${command(inquiry, 'release list')}`,
    });
  return reasons;
};
