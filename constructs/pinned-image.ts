import type { IConstruct } from 'constructs';
import { formatImageReference, type ImageReference, parseImageReference } from '../lib/images/image-reference.js';
import { constructError } from './construct-error.js';
import type { ReleaseImageProps } from './release-props.js';

/** An image as ECS is to run it. */
export interface PinnedImage {
  /** `registry/path@sha256:…`, or `registry/path[:label]` where the release has no digest. */
  readonly uri: string;
  /** The registry's host; undefined for an image without one. */
  readonly domain?: string;
  /** The repository's path in its registry. */
  readonly path: string;
}

/**
 * The image by digest. The label is left out where there is a digest: a label that moved while the digest stayed is no
 * change, and must not touch the service.
 */
export function pinImage(scope: IConstruct, artifact: string, image: ReleaseImageProps): PinnedImage {
  const reference = read(scope, artifact, image.image);
  const digest = image.digest ?? reference.digest;
  if (reference.digest !== undefined && digest !== reference.digest)
    throw constructError(
      scope,
      'DigestMismatch',
      `image of "${artifact}" is pinned to ${reference.digest} by its reference and to ${digest} by its digest`,
      'make the release again: an image has one digest',
    );
  const { domain, path } = reference;
  const repository = { path, ...(domain === undefined ? {} : { domain }) };
  const uri = digest === undefined ? formatImageReference(reference) : `${formatImageReference(repository)}@${digest}`;
  return { ...repository, uri };
}

function read(scope: IConstruct, artifact: string, image: string): ImageReference {
  const parsed = parseImageReference(image);
  if (parsed.ok) return parsed.reference;
  throw constructError(
    scope,
    'InvalidReleaseImage',
    `image of "${artifact}": ${parsed.message}`,
    'an image is written like example.com/team/carts:1.0.0 or carts@sha256:<64 hex digits>',
  );
}
