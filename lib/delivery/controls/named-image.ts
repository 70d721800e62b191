import type { ArtifactKey, Digest, EnvironmentId, ReleaseId, ServiceSetId } from '../../ids.js';
import { normaliseImage, parseImageReference } from '../../images/index.js';
import type { Project } from '../../manifest/index.js';
import { SlipwayError } from '../../problem.js';
import { currentRelease, fallsUnder, type ProjectState } from '../../promotion/index.js';
import type { Release, ReleasedImage } from '../../release/index.js';

/** An image as somebody named it: a normalised reference, or a digest alone. */
export interface NamedImage {
  readonly image: string;
  readonly digest?: Digest;
}

/** Where an image is, as far as the record knows. */
export interface ImagePlaces {
  /** Releases that have it, newest first. */
  readonly releases: readonly Pick<Release, 'id' | 'number'>[];
  /** Environments that run it. */
  readonly runs: readonly RunsImage[];
}

export interface RunsImage {
  readonly environment: EnvironmentId;
  readonly serviceSet: ServiceSetId;
  readonly release: ReleaseId;
  readonly number: number;
  readonly artifacts: readonly ArtifactKey[];
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const LIKE_A_DIGEST = /^sha\d+:/i;

/**
 * The image that a text names: a reference in any spelling, or `sha256:` with 64 hex digits.
 *
 * @throws SlipwayError `input` with `InvalidImage`
 */
export function namedImage(text: string): NamedImage {
  if (DIGEST.test(text)) return { image: text, digest: text as Digest };
  // By the grammar it would be an image called `sha256`; nobody means that.
  if (LIKE_A_DIGEST.test(text)) throw notADigest(text);
  const image = normaliseImage(text);
  const parsed = parseImageReference(image);
  return parsed.ok && parsed.reference.digest !== undefined ? { image, digest: parsed.reference.digest } : { image };
}

function notADigest(text: string): SlipwayError {
  return new SlipwayError('input', {
    code: 'InvalidImage',
    message: `"${text}" is not a digest: \`sha256:\` and 64 lower-case hex digits`,
    hint: 'give the whole digest, or the image by its name, like example.com/team/carts:1.0.0',
  });
}

/** The images of recorded releases that are meant. */
export function recordedImages({ releases }: ProjectState, named: NamedImage): readonly ReleasedImage[] {
  return Object.values(releases).flatMap(({ images }) =>
    Object.values(images).filter((image) => fallsUnder(named, image)),
  );
}

/** The digests that recorded releases have under a name. */
export function recordedDigests(state: ProjectState, named: NamedImage): readonly Digest[] {
  const found = recordedImages(state, named).flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
  return [...new Set(found)];
}

/** Where an image is now: of a project, whatever the service set. */
export function placesOf(state: ProjectState, project: Project, named: NamedImage): ImagePlaces {
  const releases = Object.values(state.releases)
    .filter((release) => artifactsWith(release, named).length > 0)
    .sort((a, b) => b.number - a.number);
  const runs = project.serviceSets.flatMap(({ id: serviceSet, environments }) =>
    environments.flatMap((environment): RunsImage[] => {
      const release = currentRelease(state, serviceSet, environment);
      const artifacts = release === undefined ? [] : artifactsWith(release, named);
      if (release === undefined || artifacts.length === 0) return [];
      return [{ environment, serviceSet, release: release.id, number: release.number, artifacts }];
    }),
  );
  return { releases: releases.map(({ id, number }) => ({ id, number })), runs };
}

function artifactsWith({ images }: Release, named: NamedImage): readonly ArtifactKey[] {
  const has = (artifact: ArtifactKey): boolean => {
    const image = images[artifact];
    return image !== undefined && fallsUnder(named, image);
  };
  return (Object.keys(images) as ArtifactKey[]).filter(has).sort();
}
