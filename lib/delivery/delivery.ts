import type { CommitHistory } from '../git/index.js';
import type { Instant, ReleaseId } from '../ids.js';
import type { ImageCatalogue, ImageRegistry } from '../images/index.js';
import type { Ledger } from '../ledger/index.js';
import type { Project, ServiceSet } from '../manifest/index.js';
import type { Origin } from '../origin.js';

/** What every operation works on: one service set of one project, its record and its images. */
export interface Delivery {
  readonly project: Project;
  readonly serviceSet: ServiceSet;
  /** SHA-256 of the manifest's bytes, hex. */
  readonly manifestHash: string;
  readonly ledger: Ledger;
  readonly catalogue: ImageCatalogue;
  /** What is asked for the digests of images when a release is made. Default: nobody, and images stay as they are named. */
  readonly registry?: ImageRegistry;
  /** What is asked how commits stand to one another. Default: nobody, and nothing is known of that. */
  readonly commits?: CommitHistory;
  /** The release that a command told this app to render; the command asks the law itself. Default: nobody did. */
  readonly proposed?: ReleaseId;
  readonly now: () => Instant;
}

/** Who acts, and why. */
export interface Signer {
  readonly actor: string;
  readonly reason?: string;
  /** From where, if that is known. */
  readonly origin?: Origin;
}
