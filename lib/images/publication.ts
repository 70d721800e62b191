import type { ArtifactKey, Label, ProjectId } from '../ids.js';
import { whyNotAnId } from '../ids.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { LabelledImage, LabelledImages } from './catalogue.js';
import { formatImageReference } from './image-reference.js';
import { readImage } from './normalise-image.js';
import type { ImagesProblemCode } from './problems.js';
import { quote } from './quote.js';

/** Images that may be published, as [artifact, normalised image], sorted by artifact. */
export type Publication = readonly (readonly [ArtifactKey, string])[];

/**
 * What every catalogue checks before it records anything: project, label and artifacts are made of ids, the images are
 * images.
 *
 * @throws SlipwayError `input` with all that is wrong
 */
export function checkPublication(
  project: ProjectId,
  label: Label,
  images: Readonly<Record<ArtifactKey, string>>,
): Publication {
  const problems: Problem[] = [];
  const publication: [ArtifactKey, string][] = [];
  const wrongProject = whyNotAnId(project);
  if (wrongProject !== undefined)
    problems.push(problem('InvalidProject', `${quote(project)} is not the id of a project: ${wrongProject}`));
  const wrongLabel = whyNotAnId(label);
  if (wrongLabel !== undefined) problems.push(problem('InvalidLabel', `${quote(label)} is not a label: ${wrongLabel}`));
  for (const [artifact, image] of sortedEntries(images)) {
    const wrongKey = whyNotAnArtifactKey(artifact);
    if (wrongKey !== undefined)
      problems.push(problem('InvalidArtifact', `${quote(artifact)} is not the key of an artifact: ${wrongKey}`));
    const read = readImage(image);
    if ('problem' in read) problems.push(read.problem);
    else publication.push([artifact, formatImageReference(read.reference)]);
  }
  if (problems.length > 0) throw new SlipwayError('input', problems);
  return publication;
}

/** Why a text is not `<serviceId>` or `<serviceId>/<containerId>`, or undefined where it is. */
export function whyNotAnArtifactKey(text: string): string | undefined {
  const parts = text.split('/');
  if (parts.length > 2) return 'it has more than a service and a container';
  return parts.map(whyNotAnId).find((why) => why !== undefined);
}

/** Labelled images by artifact, sorted by artifact, with nothing that only a history tells. */
export function toLabelledImages(entries: Iterable<readonly [ArtifactKey, LabelledImage]>): LabelledImages {
  const images = [...entries].map(([artifact, { image, version, at }]) => [artifact, { image, version, at }] as const);
  return Object.fromEntries(images.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedEntries(images: Readonly<Record<ArtifactKey, string>>): readonly [ArtifactKey, string][] {
  return (Object.entries(images) as [ArtifactKey, string][]).sort(([a], [b]) => (a < b ? -1 : 1));
}

function problem(code: ImagesProblemCode, message: string): Problem {
  return { code, message };
}
