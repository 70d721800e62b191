import type { ArtifactKey } from '../ids.js';
import { artifactsOf } from '../images/artifacts.js';
import type { ServiceSet } from '../manifest/model.js';
import type { ReleaseContent } from './model.js';
import { sortedByArtifact } from './sorted-record.js';

type Images = Pick<ReleaseContent, 'images'>;

/** Artifacts of the set that a release has no image for, sorted. A release may run only where there are none. */
export function missingArtifacts(serviceSet: ServiceSet, { images }: Images): readonly ArtifactKey[] {
  return artifactsOf(serviceSet)
    .map(({ key }) => key)
    .filter((key) => !Object.hasOwn(images, key))
    .sort();
}

/** Artifacts of a release that the set does not have (any more), sorted. */
export function surplusArtifacts(serviceSet: ServiceSet, { images }: Images): readonly ArtifactKey[] {
  const known = new Set(artifactsOf(serviceSet).map(({ key }) => key));
  return sortedByArtifact(images)
    .map(([key]) => key)
    .filter((key) => !known.has(key));
}

/** Artifacts whose image has no digest, so that what runs under its name can change, sorted. */
export function unpinnedArtifacts({ images }: Images): readonly ArtifactKey[] {
  return sortedByArtifact(images)
    .filter(([, { digest }]) => digest === undefined)
    .map(([key]) => key);
}
