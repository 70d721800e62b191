import { artifactsOf } from '../images/artifacts.js';
import { checkImage } from '../images/check-image.js';
import { parseImageReference } from '../images/image-reference.js';
import { versionInPath } from '../images/version-in-path.js';
import { choose } from './choose-image.js';
import type { ReleaseRequest } from './release-request.js';

/**
 * The images that a release would take from a label or from somebody's words and that have no digest, each once, sorted:
 * those that a registry has to be asked about. What another release has stays as it was recorded there. An image that
 * does not fit its service is left out, since it is refused anyway, as is one that has its version in its path, where
 * no tag says what a digest would belong to.
 */
export function unresolvedImages(request: ReleaseRequest): readonly string[] {
  const images = artifactsOf(request.serviceSet).flatMap(({ key }) => {
    const image = choose(request, key)?.image;
    if (typeof image !== 'string' || !isUnresolved(image)) return [];
    return checkImage(request.serviceSet, key, image) === undefined ? [image] : [];
  });
  return [...new Set(images)].sort();
}

function isUnresolved(image: string): boolean {
  const parsed = parseImageReference(image);
  return parsed.ok && parsed.reference.digest === undefined && versionInPath(parsed.reference) === undefined;
}
