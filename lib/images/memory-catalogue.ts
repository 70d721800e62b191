import type { ArtifactKey, Label, ProjectId } from '../ids.js';
import type { ImageCatalogue, ImageVersion, LabelledImage, LabelledImages, Signature } from './catalogue.js';
import { checkPublication, toLabelledImages } from './publication.js';

/** Versions of one artifact, oldest first. */
type History = ImageVersion[];

/** A catalogue that lasts as long as its process: for tests and trials. */
export class MemoryCatalogue implements ImageCatalogue {
  private readonly projects = new Map<ProjectId, Map<Label, Map<ArtifactKey, History>>>();

  async read(project: ProjectId, label: Label, artifacts?: readonly ArtifactKey[]): Promise<LabelledImages> {
    const histories = this.projects.get(project)?.get(label) ?? new Map<ArtifactKey, History>();
    const asked = [...histories].filter(([artifact]) => artifacts?.includes(artifact) ?? true);
    return toLabelledImages(
      asked.flatMap(([artifact, history]) => history.slice(-1).map((image) => [artifact, image] as const)),
    );
  }

  async labels(project: ProjectId): Promise<readonly Label[]> {
    return [...(this.projects.get(project)?.keys() ?? [])].sort();
  }

  async publish(
    project: ProjectId,
    label: Label,
    images: Readonly<Record<ArtifactKey, string>>,
    by: Signature,
  ): Promise<LabelledImages> {
    const published: [ArtifactKey, LabelledImage][] = [];
    for (const [artifact, image] of checkPublication(project, label, images))
      published.push([artifact, this.add(project, label, artifact, image, by)]);
    return toLabelledImages(published);
  }

  async history(project: ProjectId, label: Label, artifact: ArtifactKey): Promise<readonly ImageVersion[]> {
    return [...(this.projects.get(project)?.get(label)?.get(artifact) ?? [])].reverse();
  }

  private add(project: ProjectId, label: Label, artifact: ArtifactKey, image: string, by: Signature): LabelledImage {
    const history = this.historyOf(project, label, artifact);
    const current = history.at(-1);
    if (current?.image === image) return current;
    const next = { image, version: (current?.version ?? 0) + 1, ...by };
    history.push(next);
    return next;
  }

  private historyOf(project: ProjectId, label: Label, artifact: ArtifactKey): History {
    const labels = this.projects.get(project) ?? new Map<Label, Map<ArtifactKey, History>>();
    this.projects.set(project, labels);
    const artifacts = labels.get(label) ?? new Map<ArtifactKey, History>();
    labels.set(label, artifacts);
    const history = artifacts.get(artifact) ?? [];
    artifacts.set(artifact, history);
    return history;
  }
}
