import { type Problem, SlipwayError } from '../problem.js';
import { formatImageReference, type ImageReference, parseImageReference } from './image-reference.js';
import type { ImagesProblemCode } from './problems.js';

const INVALID_IMAGE: ImagesProblemCode = 'InvalidImage';

/**
 * The one way in which Slipway writes an image: without a scheme, and the registry in lower case, because two texts for
 * one image would be two releases. No registry, tag or digest is added.
 *
 * @throws SlipwayError `input` with `InvalidImage` where the text is no image reference
 */
export function normaliseImage(text: string): string {
  const read = readImage(text);
  if ('problem' in read) throw new SlipwayError('input', read.problem);
  return formatImageReference(read.reference);
}

/** The normalised reference that a text names, or the problem that it names none. */
export function readImage(text: string): { readonly reference: ImageReference } | { readonly problem: Problem } {
  const parsed = parseImageReference(text);
  if (!parsed.ok)
    return {
      problem: {
        code: INVALID_IMAGE,
        message: parsed.message,
        hint: 'an image is written like example.com/team/carts:1.0.0 or carts@sha256:<64 hex digits>',
      },
    };
  const { domain } = parsed.reference;
  return { reference: { ...parsed.reference, ...(domain === undefined ? {} : { domain: domain.toLowerCase() }) } };
}
