import type { ArtifactKey, Digest, EnvironmentId, Instant, Label, ProjectId, ReleaseId, ServiceSetId } from '../ids.js';
import type { Origin } from '../origin.js';

/** One image of a release. */
export interface ReleasedImage {
  /** Normalised reference: `registry/path[:label][@sha256:…]`. */
  readonly image: string;
  /** Where the image is pinned. */
  readonly digest?: Digest;
  /** What identifies the image's source, in practice a git commit. */
  readonly releaseHash?: string;
}

/** What a release is: nothing but this goes into its id. */
export interface ReleaseContent {
  readonly project: ProjectId;
  readonly serviceSet: ServiceSetId;
  readonly images: Readonly<Record<ArtifactKey, ReleasedImage>>;
}

/** Where the choice of one image came from. */
export type ImageSource =
  | { readonly kind: 'label'; readonly label: Label; readonly version: number }
  | { readonly kind: 'environment'; readonly environment: EnvironmentId; readonly release: ReleaseId }
  | { readonly kind: 'release'; readonly release: ReleaseId }
  | { readonly kind: 'explicit' }
  /** Not chosen: taken over so that the release covers its whole set. */
  | { readonly kind: 'carried-over'; readonly release: ReleaseId };

/** A release as it was recorded: its content and what is known beside it. */
export interface Release extends ReleaseContent {
  readonly id: ReleaseId;
  /** Grows by one per project, from 1. */
  readonly number: number;
  readonly created: Instant;
  readonly actor: string;
  readonly description: string;
  /** Where it was made, if that is known. */
  readonly origin?: Origin;
  readonly sources: Readonly<Record<ArtifactKey, ImageSource>>;
}

/** One row of the difference between two sets of images; `from` absent: added, `to` absent: removed. */
export interface ImageChange {
  readonly artifact: ArtifactKey;
  readonly from?: string;
  readonly to?: string;
}
