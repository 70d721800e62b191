import type { ArtifactKey, BracketId, Digest, EnvironmentId, Instant, ReleaseId } from '../../ids.js';
import type { ReleasedImage } from '../../release/model.js';
import type { ChangeParts } from '../events/change.js';
import type { Lineage } from '../events/lineage.js';

/** Who decided something, when and why. */
export interface Decided {
  readonly at: Instant;
  readonly actor: string;
  readonly reason?: string;
}

/** A freeze of an environment, or of the whole project, that was not lifted. It may be over, or still to come. */
export interface Freeze extends Decided {
  /** Absent: every environment. */
  readonly environment?: EnvironmentId;
  readonly from: Instant;
  readonly until?: Instant;
  readonly rollbacks: 'allowed' | 'refused';
}

/** An environment that stays on one release. */
export interface Hold extends Decided {
  readonly release: ReleaseId;
  readonly by: 'person' | 'rollback';
}

/** An image that is not to be deployed. */
export interface Block extends Decided {
  readonly image: string;
  readonly digest?: Digest;
}

/** An approval of exactly one change. */
export interface Approval extends Decided {
  readonly change: ChangeParts;
  readonly preview: string;
  /** The release whose deployment changed the environment since: the approval counts no more, whatever runs there later. */
  readonly voidedBy?: ReleaseId;
}

/** A broken glass. */
export interface Override extends Decided {
  readonly release: ReleaseId;
  readonly expires: Instant;
}

/** A change that is ready to follow by itself. */
export interface Prepared extends Decided {
  readonly change: ChangeParts;
  readonly preview: string;
  readonly changeSet: string;
  readonly stack: string;
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>>;
}

/** Changed services that gather in an environment. */
export interface Bracket extends Decided {
  readonly id: BracketId;
  readonly images: Readonly<Record<ArtifactKey, ReleasedImage>>;
  /** Who put each image in. */
  readonly added: Readonly<Record<ArtifactKey, Decided>>;
}

/** For how long a release ran somewhere, healthy and without interruption. */
export interface Soak {
  /** The longest such stretch that is over, in milliseconds; since it was last found not to be healthy. */
  readonly longest: number;
  /** Since when it runs like that now; absent where it does not. */
  readonly since?: Instant;
  /** Whether it ran like that when it was interrupted, so that it goes on once it is back. */
  readonly interrupted?: true;
}

/** What a block is known by: the digest, or the reference where there is none. */
export function blockKey({ image, digest }: Pick<Block, 'image' | 'digest'>): string {
  return digest ?? image;
}
