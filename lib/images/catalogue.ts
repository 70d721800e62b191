import type { ArtifactKey, Instant, Label, ProjectId } from '../ids.js';
import type { Origin } from '../origin.js';

/** What a label points at for one artifact, at one version. */
export interface LabelledImage {
  /** Normalised reference: `registry/path[:label][@sha256:…]`. */
  readonly image: string;
  /** Counts up from 1 per project, label and artifact. */
  readonly version: number;
  /** When it was published. */
  readonly at: Instant;
}

/** One version in the history of a label, with who published it. */
export interface ImageVersion extends LabelledImage {
  readonly actor: string;
  /** Where it was published from, if that is known. */
  readonly origin?: Origin;
}

export type LabelledImages = Readonly<Record<ArtifactKey, LabelledImage>>;

/** Who publishes, when, and from where. */
export interface Signature {
  readonly actor: string;
  readonly at: Instant;
  readonly origin?: Origin;
}

/**
 * The images of a project under their labels. A label keeps its history: publishing adds a version, nothing is
 * rewritten. Publishing what a label already points at changes nothing and adds no version.
 */
export interface ImageCatalogue {
  /**
   * What a label points at; empty where the label does not exist.
   *
   * @param artifacts which artifacts are asked for; a catalogue may know them faster by name. Default: all that there are
   */
  read(project: ProjectId, label: Label, artifacts?: readonly ArtifactKey[]): Promise<LabelledImages>;
  /** Every label of a project that points at something, sorted. */
  labels(project: ProjectId): Promise<readonly Label[]>;
  /** Records images under a label and returns what the label then points at for the given artifacts. Safe under concurrency. */
  publish(
    project: ProjectId,
    label: Label,
    images: Readonly<Record<ArtifactKey, string>>,
    by: Signature,
  ): Promise<LabelledImages>;
  /** Every version of one artifact under a label that the catalogue still has, newest first, and who published it. */
  history(project: ProjectId, label: Label, artifact: ArtifactKey): Promise<readonly ImageVersion[]>;
}
