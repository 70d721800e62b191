import type { Parameter, ParameterHistory, SSM } from '@aws-sdk/client-ssm';
import { atMost, batchesOf, type Lazily } from '../../aws/index.js';
import { type ArtifactKey, type Label, type ProjectId, whyNotAnId } from '../../ids.js';
import { type Problem, SlipwayError } from '../../problem.js';
import type { ImageCatalogue, ImageVersion, LabelledImage, LabelledImages, Signature } from '../catalogue.js';
import { imageParameterName, imageParameterPath, parseImageParameterName } from '../parameter-names.js';
import { checkPublication, type Publication, toLabelledImages, whyNotAnArtifactKey } from '../publication.js';
import { checkSizes } from './check-sizes.js';
import { describePublisher, readPublisher } from './description.js';
import { readImageParameter } from './image-parameter.js';
import { publishedInPart } from './published-in-part.js';
import { putImage } from './put-image.js';
import { writingOnce } from './write-once.js';

/** SSM's own limits of one call. */
const NAMES_PER_CALL = 10;
const PATH_PAGE = 10;
const HISTORY_PAGE = 50;

const READS_AT_ONCE = 5;

/** SSM allows about three writes a second; more at once would only be refused and tried again. */
const WRITES_AT_ONCE = 3;

const UNKNOWN_PUBLISHER = 'unknown';

/**
 * A catalogue in SSM's parameter store: one `String` parameter for each artifact under each label, called
 * `/{projectId}/images/{label}/{serviceId}[/{containerId}]`, with SSM's versions as history (SSM keeps the newest 100).
 * The description of a version names who published it and from where; the time of a version is SSM's own.
 *
 * Parameters that others wrote are read as they are. What is published is written parameter by parameter, and only where
 * it differs, so that the same command goes on where an earlier one was interrupted.
 */
export class SsmCatalogue implements ImageCatalogue {
  readonly #ssm: Lazily<SSM>;

  constructor(ssm: Lazily<SSM>) {
    this.#ssm = writingOnce(ssm);
  }

  async read(project: ProjectId, label: Label, artifacts?: readonly ArtifactKey[]): Promise<LabelledImages> {
    if (isNoId(project) || isNoId(label)) return {};
    const path = imageParameterPath(project, label);
    const parameters = artifacts === undefined ? await this.#under(path) : await this.#named(project, label, artifacts);
    return imagesIn(parameters);
  }

  async labels(project: ProjectId): Promise<readonly Label[]> {
    if (isNoId(project)) return [];
    const parameters = await this.#under(imageParameterPath(project));
    const names = parameters.map(({ Name = '' }) => parseImageParameterName(Name));
    const labels = names.flatMap((name) => (name.ok ? [name.label] : []));
    return [...new Set(labels)].sort();
  }

  async publish(
    project: ProjectId,
    label: Label,
    images: Readonly<Record<ArtifactKey, string>>,
    by: Signature,
  ): Promise<LabelledImages> {
    const publication = checkPublication(project, label, images);
    checkSizes(publication);
    const artifacts = publication.map(([artifact]) => artifact);
    const there = imagesIn(await this.#named(project, label, artifacts));
    const changed = publication.filter(([artifact, image]) => ownImage(there, artifact)?.image !== image);
    const written = await this.#write(project, label, changed, there, by);
    return toLabelledImages([...(Object.entries(there) as [ArtifactKey, LabelledImage][]), ...written]);
  }

  /** Versions that hold no image, such as a placeholder that a parameter was made with, are left out. */
  async history(project: ProjectId, label: Label, artifact: ArtifactKey): Promise<readonly ImageVersion[]> {
    if (isNoId(project) || isNoId(label) || whyNotAnArtifactKey(artifact) !== undefined) return [];
    const Name = imageParameterName(project, label, artifact);
    const ssm = await this.#ssm();
    const versions = await allPages(async (NextToken) => {
      const page = await ssm.getParameterHistory({ Name, MaxResults: HISTORY_PAGE, NextToken }).catch(noneIfNotFound);
      return { items: page.Parameters ?? [], next: page.NextToken };
    });
    return versions.flatMap(toImageVersion).sort((a, b) => b.version - a.version);
  }

  async #write(
    project: ProjectId,
    label: Label,
    images: Publication,
    before: LabelledImages,
    by: Signature,
  ): Promise<ReadonlyMap<ArtifactKey, LabelledImage>> {
    const written = new Map<ArtifactKey, LabelledImage>();
    if (images.length === 0) return written;
    const ssm = await this.#ssm();
    const description = describePublisher(by);
    try {
      await atMost(WRITES_AT_ONCE, images, async ([artifact, image]) => {
        const name = imageParameterName(project, label, artifact);
        const version = await putImage(ssm, { name, image, description });
        const next = (ownImage(before, artifact)?.version ?? 0) + 1;
        written.set(artifact, { image, version: version ?? next, at: by.at });
      });
    } catch (error) {
      const artifacts = images.map(([artifact]) => artifact);
      throw publishedInPart(error, label, artifacts, written);
    }
    return written;
  }

  /** The parameters of some artifacts under a label; those that are not there are left out. */
  async #named(project: ProjectId, label: Label, artifacts: readonly ArtifactKey[]): Promise<readonly Parameter[]> {
    const possible = [...new Set(artifacts)].filter((artifact) => whyNotAnArtifactKey(artifact) === undefined).sort();
    const names = possible.map((artifact) => imageParameterName(project, label, artifact));
    if (names.length === 0) return [];
    const ssm = await this.#ssm();
    const batches = await atMost(READS_AT_ONCE, batchesOf(NAMES_PER_CALL, names), async (Names) => {
      const { Parameters = [] } = await ssm.getParameters({ Names: [...Names] });
      return Parameters;
    });
    return batches.flat();
  }

  async #under(Path: string): Promise<readonly Parameter[]> {
    const ssm = await this.#ssm();
    return allPages(async (NextToken) => {
      const page = await ssm.getParametersByPath({ Path, Recursive: true, MaxResults: PATH_PAGE, NextToken });
      return { items: page.Parameters ?? [], next: page.NextToken };
    });
  }
}

/** The images that parameters hold; names that are none of ours are left out. */
function imagesIn(parameters: readonly Parameter[]): LabelledImages {
  const images: [ArtifactKey, LabelledImage][] = [];
  const problems: Problem[] = [];
  for (const parameter of parameters) {
    const name = parseImageParameterName(parameter.Name ?? '');
    if (!name.ok) continue;
    const read = readImageParameter(parameter);
    if ('problem' in read) problems.push(read.problem);
    else images.push([name.artifact, read]);
  }
  if (problems.length > 0) throw new SlipwayError('failed', problems);
  return toLabelledImages(images);
}

function toImageVersion(version: ParameterHistory): readonly ImageVersion[] {
  const read = readImageParameter(version);
  if ('problem' in read) return [];
  const { Description = '', LastModifiedUser } = version;
  return [{ ...read, ...(readPublisher(Description) ?? { actor: LastModifiedUser ?? UNKNOWN_PUBLISHER }) }];
}

function ownImage(images: LabelledImages, artifact: ArtifactKey): LabelledImage | undefined {
  return Object.hasOwn(images, artifact) ? images[artifact] : undefined;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Everything that SSM tells page by page; a page may be empty and still not be the last. */
async function allPages<Item>(pageAfter: (token: string | undefined) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await pageAfter(token);
    all.push(...items);
    token = next;
  } while (token !== undefined && token !== '');
  return all;
}

function noneIfNotFound(error: unknown): { readonly Parameters?: ParameterHistory[]; readonly NextToken?: string } {
  if (error instanceof Error && error.name === 'ParameterNotFound') return {};
  throw error;
}

function isNoId(text: string): boolean {
  return whyNotAnId(text) !== undefined;
}
