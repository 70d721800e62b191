import type { ArtifactKey } from '../../../ids.js';
import { type Condition, command, listNames, nameRelease } from '../inquiry.js';

/**
 * The release has an image for every artifact of its set as the manifest has it today. Images beyond that are named
 * where something is missing (a service was renamed, most likely) and are no reason by themselves: a service that was
 * taken out of the manifest does not stand in the way of the others.
 */
export const complete: Condition = (inquiry) => {
  const { serviceSet, set, found } = inquiry;
  // Of a release for something else this would say nothing that helps.
  if (set === undefined || found === undefined || found.project !== inquiry.project.id) return [];
  if (found.serviceSet !== serviceSet) return [];
  const asked = new Set(set.services.flatMap(({ containers }) => containers.map(({ artifact }) => artifact)));
  const missing = [...asked].filter((artifact) => !Object.hasOwn(found.images, artifact));
  if (missing.length === 0) return [];
  const surplus = (Object.keys(found.images) as ArtifactKey[]).filter((artifact) => !asked.has(artifact)).sort();
  const beyond = surplus.length === 0 ? '' : `, and has ${listNames(surplus)}, which the manifest does not have`;
  const choices = missing.map((artifact) => ` --set ${artifact}=<image>`).join('');
  return [
    {
      code: 'IncompleteRelease',
      message: `${nameRelease(found)} has no image for ${listNames(missing)}${beyond}`,
      by: 'whoever may make a release',
      hint: `make a release that has it: ${command(inquiry, `release create --from-release ${found.id}${choices}`)}`,
    },
  ];
};
