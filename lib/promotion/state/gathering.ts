import type { ArtifactKey } from '../../ids.js';
import type { Release, ReleasedImage } from '../../release/model.js';
import type { Bracket, Decided } from './controls.js';
import { imageOf, isSameImage } from './same-image.js';

/** A bracket with more images in it; one for an artifact that has one there already replaces it. */
export function joinedBy(
  bracket: Bracket,
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  decided: Decided,
): Bracket {
  const joining = Object.keys(images) as ArtifactKey[];
  return {
    ...bracket,
    images: { ...bracket.images, ...images },
    added: { ...bracket.added, ...Object.fromEntries(joining.map((artifact) => [artifact, decided])) },
  };
}

/**
 * What still gathers after a release of a bracket succeeded: what joined while it was under way. Undefined where that is
 * nothing, and where it is not known what was released.
 */
export function remaining(bracket: Bracket, released: Release | undefined): Bracket | undefined {
  if (released === undefined) return undefined;
  const rest = Object.entries(bracket.images)
    .map(([artifact, image]): [ArtifactKey, ReleasedImage] => [artifact as ArtifactKey, image])
    .filter(([artifact, image]) => !isSameImage(image, imageOf(released, artifact)));
  if (rest.length === 0) return undefined;
  const kept = new Set(rest.map(([artifact]) => artifact));
  const added = Object.entries(bracket.added).filter(([artifact]) => kept.has(artifact as ArtifactKey));
  return { ...bracket, images: Object.fromEntries(rest), added: Object.fromEntries(added) };
}
