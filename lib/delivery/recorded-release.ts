import { SlipwayError } from '../problem.js';
import { findRelease, type ProjectState } from '../promotion/index.js';
import { diffImages, type MadeRelease, type Release } from '../release/index.js';

/**
 * The release that a set of images is already; undefined where it is none yet. An id is short enough that two sets with
 * one id can be made on purpose, so it is not believed without a look at the images.
 *
 * @throws SlipwayError `failed` with `ReleaseIdTaken`
 */
export function recordedRelease(state: ProjectState, { id, content }: MadeRelease): Release | undefined {
  const recorded = findRelease(state, id);
  if (recorded === undefined || diffImages(recorded.images, content.images).length === 0) return recorded;
  throw new SlipwayError('failed', {
    code: 'ReleaseIdTaken',
    message: `release ${recorded.number} has the id ${id}, which these images have as well, and holds other images`,
    hint: 'this hardly happens by chance: find out who made that release, and build one of the images anew',
  });
}
