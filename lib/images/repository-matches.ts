import { type ImageReference, repositoryOf } from './image-reference.js';
import { readImage } from './normalise-image.js';
import { withoutVersionInPath } from './version-in-path.js';

/**
 * Whether an image comes from a repository as a manifest names it. The repository is the whole name of the image or its
 * end, part by part: `carts` and `team/carts` are both the repository of `example.com/team/carts:1`, `arts` is not. A
 * repository that names its registry is therefore not met by an image of another registry.
 *
 * Names are compared whole because the grammar cannot tell `uk.ac.wellcome/bags` (a namespace) from `example.com/bags`
 * (a registry). A version at the end of the path counts as a tag.
 */
export function repositoryMatches(repository: string, reference: ImageReference): boolean {
  const read = readImage(repository);
  if ('problem' in read) return false;
  const wanted = repositoryOf(read.reference);
  return [reference, withoutVersionInPath(reference)].some((candidate) => endsWithName(nameOf(candidate), wanted));
}

function nameOf({ domain, path }: ImageReference): string {
  return domain === undefined ? path : `${domain.toLowerCase()}/${path}`;
}

function endsWithName(name: string, wanted: string): boolean {
  return name === wanted || name.endsWith(`/${wanted}`);
}
