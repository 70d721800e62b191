import type { Registered } from '../images/index.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { Release, ReleasedImage } from '../release/index.js';
import type { Change } from './change.js';
import type { Delivery } from './delivery.js';

/** An image that a change brings to an environment. */
export interface ComingImage {
  readonly artifact: string;
  /** With its digest, where that is known. */
  readonly image: string;
}

/** The images that a change brings; what runs there already was pulled once. Pure. */
export function comingImages({ images, release }: Pick<Change, 'images' | 'release'>): readonly ComingImage[] {
  return images.flatMap(({ artifact }) => {
    const image = ownImage(release, artifact);
    return image === undefined ? [] : [{ artifact, image: pinned(image) }];
  });
}

/** What stands against deploying images, by what their registries say; one that cannot be asked says nothing. Pure. */
export function missingImages(
  coming: readonly ComingImage[],
  registered: ReadonlyMap<string, Registered>,
  { number }: Pick<Release, 'number'>,
): readonly Problem[] {
  return coming
    .filter(({ image }) => registered.get(image) === 'absent')
    .map(({ artifact, image }) => ({
      code: 'ImageNotInRegistry',
      message: `image ${image} of ${artifact} in release ${number} is not in its registry any more`,
      hint: 'nothing was changed; push that very image again, or make a release with another one',
    }));
}

/**
 * Refuses a change whose images could not be pulled, before anything is touched. One question for all of them. Whoever
 * may not ask a registry is not kept from deploying: those that pull have rights of their own.
 *
 * @throws SlipwayError `input` with `ImageNotInRegistry` for each
 */
export async function requireImages({ registry }: Delivery, change: Change): Promise<void> {
  const coming = comingImages(change);
  if (registry === undefined || coming.length === 0) return;
  const references = [...new Set(coming.map(({ image }) => image))];
  const registered = await registry.digests(references).catch(withoutRights);
  const problems = missingImages(coming, registered, change.release);
  if (problems.length > 0) throw new SlipwayError('input', problems);
}

function withoutRights(error: unknown): ReadonlyMap<string, Registered> {
  if (error instanceof SlipwayError && error.problems.every(({ code }) => code === 'AccessDenied')) return new Map();
  throw error;
}

function ownImage({ images }: Release, artifact: Change['images'][number]['artifact']): ReleasedImage | undefined {
  return Object.hasOwn(images, artifact) ? images[artifact] : undefined;
}

/** The very image that was released, where its digest is known beside its name. */
function pinned({ image, digest }: ReleasedImage): string {
  return digest === undefined || image.includes('@') ? image : `${image}@${digest}`;
}
