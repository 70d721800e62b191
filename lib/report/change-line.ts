import { versionsApart } from '../images/index.js';
import type { ImageChange } from '../release/index.js';
import { imageName, nameWithVersion } from './image-name.js';

/**
 * One row of a change, as Keptn's stage sync prints it: `carts:0.10.1 --> carts:0.10.17`, `(new) --> carts:0.10.1`,
 * `carts:0.10.1 --> (removed)`. Where the versions read the same, both say more of their image.
 */
export function changeLine({ artifact, from, to }: ImageChange): string {
  if (from !== undefined && to !== undefined)
    return versionsApart(from, to)
      .map((version) => nameWithVersion(artifact, version))
      .join(' --> ');
  const before = from === undefined ? '(new)' : imageName(artifact, from);
  const after = to === undefined ? '(removed)' : imageName(artifact, to);
  return `${before} --> ${after}`;
}
