import type { ArtifactKey } from '../ids.js';
import type { ServiceSet } from '../manifest/model.js';
import type { Problem } from '../problem.js';
import { didYouMean } from '../suggest.js';
import { type Artifact, artifactsOf } from './artifacts.js';
import { formatImageReference, type ImageReference } from './image-reference.js';
import { readImage } from './normalise-image.js';
import type { ImagesProblemCode } from './problems.js';
import { repositoryMatches } from './repository-matches.js';
import { withoutVersionInPath } from './version-in-path.js';

/**
 * What is wrong with an image for an artifact of a service set, or undefined where nothing is.
 *
 * The image has to come from the repository that the manifest declares. An artifact without one accepts any image but
 * that of another service: one from a repository that another service declares, or named after another service that
 * declares none either. That is refused and not warned about, because nobody reads warnings at the moment of a mix-up,
 * and because a manifest that means it can say so in one line.
 */
export function checkImage(serviceSet: ServiceSet, artifact: ArtifactKey, image: string): Problem | undefined {
  const all = artifactsOf(serviceSet);
  const target = all.find((candidate) => candidate.key === artifact);
  if (target === undefined) return unknownArtifact(all, artifact);
  const read = readImage(image);
  if ('problem' in read) return read.problem;
  return accepts(target, all, read.reference) ? undefined : wrongRepository(target, all, read.reference);
}

function accepts(target: Artifact, all: readonly Artifact[], reference: ImageReference): boolean {
  if (target.container.repository !== undefined) return repositoryMatches(target.container.repository, reference);
  return isNamedAfter(target, reference) || owners(target, all, reference).length === 0;
}

/** The other artifacts that an image is made for. */
function owners(target: Artifact, all: readonly Artifact[], reference: ImageReference): readonly Artifact[] {
  return all.filter(
    (other) =>
      other.key !== target.key &&
      (other.container.repository === undefined
        ? isNamedAfter(other, reference)
        : repositoryMatches(other.container.repository, reference)),
  );
}

/** Whether the last part of an image's name, versions aside, is the service's id or the container's. */
function isNamedAfter({ service, container }: Artifact, reference: ImageReference): boolean {
  const name = withoutVersionInPath(reference).path.split('/').at(-1);
  return name === service.id.toLowerCase() || name === container.id.toLowerCase();
}

function wrongRepository(target: Artifact, all: readonly Artifact[], reference: ImageReference): Problem {
  const code: ImagesProblemCode = 'WrongRepository';
  const image = formatImageReference(reference);
  const { repository } = target.container;
  const takes = repository === undefined ? '' : `, which takes images of ${repository}`;
  return {
    code,
    message: `image ${image} is not one for ${target.key}${takes}`,
    hint: `${whereItFits(owners(target, all, reference), image)} If ${target.key} is to run it, declare that repository in the manifest`,
  };
}

function whereItFits(fitting: readonly Artifact[], image: string): string {
  if (fitting.length === 0) return 'it fits no service of this set.';
  const keys = fitting.map(({ key }) => key);
  const only = keys.length === 1 ? `: did you mean ${keys[0]}=${image}?` : '.';
  return `it fits ${keys.join(', ')}${only}`;
}

function unknownArtifact(all: readonly Artifact[], artifact: ArtifactKey): Problem {
  const code: ImagesProblemCode = 'UnknownService';
  const known = all.map(({ key }) => key as string);
  const guess = didYouMean(artifact, known);
  return {
    code,
    message: `the service set has nothing called ${JSON.stringify(artifact)}`,
    hint: guess === undefined ? `it has ${known.join(', ')}` : `did you mean ${JSON.stringify(guess)}?`,
  };
}
