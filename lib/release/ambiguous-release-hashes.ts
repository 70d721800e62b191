import type { ArtifactKey, Digest } from '../ids.js';
import { parseImageReference, repositoryOf } from '../images/image-reference.js';
import type { Problem } from '../problem.js';
import type { Release, ReleaseContent, ReleasedImage } from './model.js';
import type { ReleaseProblemCode } from './problems.js';
import { sortedByArtifact } from './sorted-record.js';

/** An image of which it is known what it was built from and what came of that. */
interface Build {
  readonly repository: string;
  readonly releaseHash: string;
  readonly digest: Digest;
}

/** Where the record has a digest: the release, of several the one with the lowest number, and the image as it stands there. */
interface Recorded {
  readonly digest: Digest;
  readonly release: Release;
  readonly image: string;
}

/** What the record has of one commit of one repository, by digest. */
type RecordedBuilds = ReadonlyMap<Digest, Recorded>;

/**
 * Images of one repository that were built from one commit and still differ, in one set or from what releases of the
 * record have: one release hash must name one artifact, or nobody can say which of the two was meant. What the record
 * holds already is not held against anybody, even if it holds two digests.
 */
export function ambiguousReleaseHashes(
  { images }: Pick<ReleaseContent, 'images'>,
  recorded: Iterable<Release> = [],
): readonly Problem[] {
  const builds = new Map<string, readonly [ArtifactKey, Build]>();
  const problems: Problem[] = [];
  for (const [artifact, image] of sortedByArtifact(images)) {
    const build = buildOf(image);
    if (build === undefined) continue;
    const [other, known] = builds.get(keyOf(build)) ?? [artifact, build];
    builds.set(keyOf(build), [other, known]);
    if (known.digest !== build.digest) problems.push(ambiguousInSet(artifact, other, build));
  }
  const before = recordedDigests(
    [...builds.values()].map(([, build]) => build),
    recorded,
  );
  for (const [key, [artifact, build]] of builds) {
    const problem = ambiguousWithRecord(artifact, build, before.get(key));
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function buildOf({ image, digest, releaseHash }: ReleasedImage): Build | undefined {
  if (digest === undefined || releaseHash === undefined) return undefined;
  const parsed = parseImageReference(image);
  return parsed.ok ? { repository: repositoryOf(parsed.reference), releaseHash, digest } : undefined;
}

function keyOf({ repository, releaseHash }: Build): string {
  return `${repository}@${releaseHash}`;
}

/** By key of a build, for those builds only: a long record is looked through for a few commits. */
function recordedDigests(builds: readonly Build[], recorded: Iterable<Release>): ReadonlyMap<string, RecordedBuilds> {
  const commits = new Set(builds.map(({ releaseHash }) => releaseHash));
  const found = new Map<string, Map<Digest, Recorded>>();
  if (commits.size === 0) return found;
  for (const release of recorded)
    for (const image of Object.values<ReleasedImage>(release.images)) {
      const build = image.releaseHash !== undefined && commits.has(image.releaseHash) ? buildOf(image) : undefined;
      if (build === undefined) continue;
      const { digest } = build;
      const digests = found.get(keyOf(build)) ?? new Map<Digest, Recorded>();
      const known = digests.get(digest)?.release.number ?? Number.POSITIVE_INFINITY;
      if (release.number < known) digests.set(digest, { digest, release, image: image.image });
      found.set(keyOf(build), digests);
    }
  return found;
}

function ambiguousInSet(artifact: ArtifactKey, other: ArtifactKey, { repository, releaseHash }: Build): Problem {
  const code: ReleaseProblemCode = 'AmbiguousReleaseHash';
  return {
    code,
    message: `${other} and ${artifact} have different digests of ${repository}, both for commit ${releaseHash}`,
    hint: 'choose one of the two digests for both',
  };
}

function ambiguousWithRecord(artifact: ArtifactKey, build: Build, recorded?: RecordedBuilds): Problem | undefined {
  if (recorded === undefined || recorded.has(build.digest)) return undefined;
  const [first] = [...recorded.values()].sort(({ release: a }, { release: b }) => a.number - b.number);
  if (first === undefined) return undefined;
  const { digest, release, image } = first;
  const { repository, releaseHash } = build;
  const code: ReleaseProblemCode = 'AmbiguousReleaseHash';
  return {
    code,
    message: `${artifact} has ${build.digest} of ${repository} for commit ${releaseHash}, for which release ${release.number} (${release.id}) has ${digest}`,
    hint: `the commit was built twice: build a new one, or name what was released, --set ${artifact}=${image}`,
  };
}
