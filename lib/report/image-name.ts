import type { ArtifactKey } from '../ids.js';
import { imageVersion } from '../images/index.js';

/** An image as a person names it: `carts:0.10.1`, or `carts@0123456789ab` where it has only a digest. */
export function imageName(artifact: ArtifactKey, image: string): string {
  return nameWithVersion(artifact, imageVersion(image));
}

export function nameWithVersion(artifact: ArtifactKey, version: string): string {
  return version.startsWith('@') ? `${artifact}${version}` : `${artifact}:${version}`;
}
