import type { Digest } from '../ids.js';

/** What a registry says of an image: its digest, or that it has no such image. */
export type Registered = Digest | 'absent';

/** The registries that images lie in: what a tag points at now, and whether an image is still there. */
export interface ImageRegistry {
  /**
   * Looks images up, few calls for all of them.
   *
   * @param images normalised references. Of one with a digest that digest is looked for, else its tag, else tag `latest`
   * @returns what is known, under the references as they were given; images of registries that cannot be asked are left out
   */
  digests(images: readonly string[]): Promise<ReadonlyMap<string, Registered>>;
}
