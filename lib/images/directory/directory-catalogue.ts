import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  errnoOf,
  linkIfFree,
  listKindsIfThere,
  makeDirectory,
  readTextIfThere,
  removeIfThere,
  writeDurably,
} from '../../files/index.js';
import { type ArtifactKey, type Label, type ProjectId, whyNotAnId } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import type { ImageCatalogue, ImageVersion, LabelledImages, Signature } from '../catalogue.js';
import type { ImagesProblemCode } from '../problems.js';
import { checkPublication, toLabelledImages, whyNotAnArtifactKey } from '../publication.js';
import { ImageFolder } from './image-folder.js';

const GITIGNORE = '# Working files of Slipway; everything else here belongs into git.\n*/local/\n';

/**
 * A catalogue in a directory that belongs into git: one small JSON file per version, never changed, so that a merge of
 * two branches has no conflict. Files lie in `<root>/<project>/images/<label>/<serviceId>[/<containerId>]/`; working
 * files in `<root>/<project>/local/`, which a `.gitignore` leaves out.
 *
 * Reading creates nothing. A publisher that is killed leaves the version before or the new one, never half of it.
 */
export class DirectoryCatalogue implements ImageCatalogue {
  /** @param root the store's directory; it need not exist yet */
  constructor(private readonly root: string) {}

  async read(project: ProjectId, label: Label, artifacts?: readonly ArtifactKey[]): Promise<LabelledImages> {
    if (isNoId(project) || isNoId(label)) return {};
    return this.guarded(() => {
      const there = this.artifactsOf(project, label);
      const asked = there.filter((artifact) => artifacts?.includes(artifact) ?? true);
      return toLabelledImages(
        asked.flatMap((artifact) => {
          const newest = this.folderOf(project, label, artifact).newest();
          return newest === undefined ? [] : [[artifact, newest] as const];
        }),
      );
    });
  }

  async labels(project: ProjectId): Promise<readonly Label[]> {
    if (isNoId(project)) return [];
    return this.guarded(() => {
      const labels = idsAmong(listKindsIfThere(this.imagesOf(project)).folders) as Label[];
      return labels.filter((label) =>
        this.artifactsOf(project, label).some(
          (artifact) => this.folderOf(project, label, artifact).newest() !== undefined,
        ),
      );
    });
  }

  async publish(
    project: ProjectId,
    label: Label,
    images: Readonly<Record<ArtifactKey, string>>,
    by: Signature,
  ): Promise<LabelledImages> {
    const publication = checkPublication(project, label, images);
    if (publication.length === 0) return {};
    return this.guarded(() => {
      this.prepare(project);
      return toLabelledImages(
        publication.map(([artifact, image]) => [
          artifact,
          this.folderOf(project, label, artifact).add({ image, ...by }),
        ]),
      );
    });
  }

  async history(project: ProjectId, label: Label, artifact: ArtifactKey): Promise<readonly ImageVersion[]> {
    if (isNoId(project) || isNoId(label) || whyNotAnArtifactKey(artifact) !== undefined) return [];
    return this.guarded(() => this.folderOf(project, label, artifact).history());
  }

  /** Every artifact that has a folder under a label, whether or not a record lies in it. */
  private artifactsOf(project: ProjectId, label: Label): readonly ArtifactKey[] {
    const folder = join(this.imagesOf(project), label);
    return idsAmong(listKindsIfThere(folder).folders).flatMap((service) => {
      const containers = idsAmong(listKindsIfThere(join(folder, service)).folders);
      return [service, ...containers.map((container) => `${service}/${container}`)] as ArtifactKey[];
    });
  }

  private folderOf(project: ProjectId, label: Label, artifact: ArtifactKey): ImageFolder {
    const local = this.localOf(project);
    const records = join(this.imagesOf(project), label, ...artifact.split('/'));
    // Flat, with a sign that no id holds: a container may be called as the claim of a version is.
    const claims = join(local, 'images', label, artifact.replace('/', '+'));
    return new ImageFolder({ project, label, artifact }, records, claims, local);
  }

  private imagesOf(project: ProjectId): string {
    return join(this.root, project, 'images');
  }

  private localOf(project: ProjectId): string {
    return join(this.root, project, 'local');
  }

  /** The `.gitignore` comes first: a working file must never be seen by git, not even for a moment. */
  private prepare(project: ProjectId): void {
    makeDirectory(this.localOf(project));
    const gitignore = join(this.root, '.gitignore');
    if (readTextIfThere(gitignore) !== undefined) return;
    const temporary = join(this.localOf(project), `${randomUUID()}.tmp`);
    writeDurably(temporary, GITIGNORE);
    linkIfFree(temporary, gitignore);
    removeIfThere(temporary);
  }

  private guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      const code: ImagesProblemCode = 'StoreUnavailable';
      throw new SlipwayError('unavailable', {
        code,
        message: `the images in ${this.root} cannot be read or written: ${(error as Error).message}`,
        hint: 'make sure that the directory is readable and writable, on a file system that knows hard links',
      });
    }
  }
}

function isNoId(text: string): boolean {
  return whyNotAnId(text) !== undefined;
}

function idsAmong(names: readonly string[]): readonly string[] {
  return names.filter((name) => !isNoId(name));
}
