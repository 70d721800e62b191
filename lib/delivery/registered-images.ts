import { type ReleaseRequest, unresolvedImages } from '../release/index.js';
import type { Delivery } from './delivery.js';

/** What the registry says of the images of a release to be made that have no digest; it is asked only where there are such. */
export async function registeredImages(
  { registry }: Delivery,
  request: ReleaseRequest,
): Promise<NonNullable<ReleaseRequest['registered']>> {
  const images = registry === undefined ? [] : unresolvedImages(request);
  return registry === undefined || images.length === 0 ? new Map() : registry.digests(images);
}
