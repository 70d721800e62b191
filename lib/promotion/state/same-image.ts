import type { ArtifactKey } from '../../ids.js';
import type { Release, ReleasedImage } from '../../release/model.js';

/** A release's image for an artifact, whatever the artifact is called. */
export function imageOf({ images }: Pick<Release, 'images'>, artifact: ArtifactKey): ReleasedImage | undefined {
  return Object.hasOwn(images, artifact) ? images[artifact] : undefined;
}

/** Whether two images are one: the same digest, or the same reference where either has none. */
export function isSameImage(one: ReleasedImage, other: ReleasedImage | undefined): boolean {
  if (other === undefined) return false;
  if (one.digest !== undefined || other.digest !== undefined) return one.digest === other.digest;
  return one.image === other.image;
}
