import { type Problem, SlipwayError } from '../../problem.js';
import type { ImagesProblemCode } from '../problems.js';
import type { Publication } from '../publication.js';
import { quote } from '../quote.js';

/** SSM's own limit for the value of a standard parameter. An image is ASCII, so that its characters are its bytes. */
const MAX_BYTES = 4096;

/**
 * Refuses images that are longer than a parameter's value, before anything is written.
 *
 * @throws SlipwayError `input` with `InvalidImage` for each
 */
export function checkSizes(publication: Publication): void {
  const code: ImagesProblemCode = 'InvalidImage';
  const problems = publication.flatMap(([artifact, image]): readonly Problem[] =>
    image.length <= MAX_BYTES
      ? []
      : [
          {
            code,
            message: `image ${quote(image)} of ${artifact} has ${image.length} characters, and a parameter of SSM holds ${MAX_BYTES}`,
            hint: 'push it under a shorter name',
          },
        ],
  );
  if (problems.length > 0) throw new SlipwayError('input', problems);
}
