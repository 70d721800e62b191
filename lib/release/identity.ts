import { canonicalJson, sha256 } from '../canonical.js';
import type { ArtifactKey, ProjectId, ReleaseId, ServiceSetId } from '../ids.js';
import { formatImageReference } from '../images/image-reference.js';
import { readImage } from '../images/normalise-image.js';
import { releaseHashOf } from '../images/release-hash.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { ReleaseContent, ReleasedImage } from './model.js';
import { sortedByArtifact } from './sorted-record.js';

const ID_DIGITS = 12;

/**
 * The content of a release from its images, sorted by artifact: references are normalised, and digest and release hash
 * read from them. An image of another release stays as it was recorded there.
 *
 * @throws SlipwayError `input` with `InvalidImage` for every text that is no image
 */
export function releaseContent(
  project: ProjectId,
  serviceSet: ServiceSetId,
  images: Readonly<Record<ArtifactKey, string | ReleasedImage>>,
): ReleaseContent {
  const problems: Problem[] = [];
  const released: [ArtifactKey, ReleasedImage][] = [];
  for (const [artifact, image] of sortedByArtifact(images)) {
    const read = typeof image === 'string' ? toReleasedImage(image) : image;
    if ('problem' in read) problems.push(read.problem);
    else released.push([artifact, read]);
  }
  if (problems.length > 0) throw new SlipwayError('input', problems);
  return { project, serviceSet, images: Object.fromEntries(released) };
}

/**
 * The id of a release: `rel-` and the first 12 hex digits of the SHA-256 of the canonical JSON of its project, service
 * set and images. Nothing else goes in, so the same set is the same release, whoever makes it and when.
 */
export function releaseId({ project, serviceSet, images }: ReleaseContent): ReleaseId {
  const bare = sortedByArtifact(images).map(([artifact, { image, digest, releaseHash }]) => [
    artifact,
    { image, digest, releaseHash },
  ]);
  const text = canonicalJson({ project, serviceSet, images: Object.fromEntries(bare) });
  return `rel-${sha256(text).slice(0, ID_DIGITS)}` as ReleaseId;
}

function toReleasedImage(text: string): ReleasedImage | { readonly problem: Problem } {
  const read = readImage(text);
  if ('problem' in read) return read;
  const { digest } = read.reference;
  const releaseHash = releaseHashOf(read.reference);
  return {
    image: formatImageReference(read.reference),
    ...(digest === undefined ? {} : { digest }),
    ...(releaseHash === undefined ? {} : { releaseHash }),
  };
}
