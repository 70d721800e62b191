import type { ArtifactKey, EnvironmentId, Label, ProjectId } from '../ids.js';
import type { LabelledImages } from '../images/catalogue.js';
import type { Registered } from '../images/registry.js';
import type { ServiceSet } from '../manifest/model.js';
import type { Release } from './model.js';

/** What a release takes every image from that is not chosen one by one. */
export type ReleaseBase =
  | { readonly kind: 'label'; readonly label: Label; readonly images: LabelledImages }
  /** The release that an environment runs. */
  | { readonly kind: 'environment'; readonly environment: EnvironmentId; readonly release: Release }
  | { readonly kind: 'release'; readonly release: Release };

export interface ReleaseRequest {
  readonly project: ProjectId;
  readonly serviceSet: ServiceSet;
  readonly base?: ReleaseBase;
  /** Images that somebody named, as `assignImages` gives them; they win over the base. */
  readonly choices?: Readonly<Record<ArtifactKey, string>>;
  /** An earlier release of the set that fills in what neither choices nor base have. */
  readonly carryFrom?: Release;
  /** What registries say of the images that `unresolvedImages` names. Default: none was asked, and nothing is pinned. */
  readonly registered?: ReadonlyMap<string, Registered>;
  /** Every release of the record: what stands for a commit there, goes on standing for it. Default: none. */
  readonly recorded?: Iterable<Release>;
}
