import type { ArtifactKey } from '../ids.js';
import { parseImageReference, repositoryOf } from '../images/image-reference.js';
import type { Problem } from '../problem.js';
import type { ReleaseContent, ReleasedImage } from './model.js';
import type { ReleaseProblemCode } from './problems.js';
import { sortedByArtifact } from './sorted-record.js';

/**
 * Images of one repository that were built from one commit and still differ: one release hash must name one artifact,
 * or nobody can say which of the two was meant.
 */
export function ambiguousReleaseHashes({ images }: Pick<ReleaseContent, 'images'>): readonly Problem[] {
  const first = new Map<string, readonly [ArtifactKey, ReleasedImage]>();
  const problems: Problem[] = [];
  for (const [artifact, image] of sortedByArtifact(images)) {
    const parsed = parseImageReference(image.image);
    if (image.releaseHash === undefined || image.digest === undefined || !parsed.ok) continue;
    const repository = repositoryOf(parsed.reference);
    const key = `${repository}@${image.releaseHash}`;
    const [other, known] = first.get(key) ?? [artifact, image];
    first.set(key, [other, known]);
    if (known.digest !== image.digest) problems.push(ambiguous(artifact, other, repository, image.releaseHash));
  }
  return problems;
}

function ambiguous(artifact: ArtifactKey, other: ArtifactKey, repository: string, releaseHash: string): Problem {
  const code: ReleaseProblemCode = 'AmbiguousReleaseHash';
  return {
    code,
    message: `${other} and ${artifact} have different digests of ${repository}, both for commit ${releaseHash}`,
    hint: 'choose one of the two digests for both',
  };
}
