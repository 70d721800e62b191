import type { ArtifactKey, BracketId, Digest, EnvironmentId, Instant, ReleaseId, ServiceSetId } from '../../ids.js';
import type { ReleasedImage } from '../../release/model.js';
import type { ChangeParts } from './change.js';
import type { Lineage } from './lineage.js';

/** Somebody agreed to exactly one change. */
export interface ApprovalGranted {
  readonly type: 'approval.granted';
  readonly change: ChangeParts;
  /** The hash of the change's preview: `changeHash(change)`. */
  readonly preview: string;
}

/** An environment, or the whole project, is not to change for a while. */
export interface FreezeSet {
  readonly type: 'freeze.set';
  /** Absent: every environment of the project. */
  readonly environment?: EnvironmentId;
  /** Absent: from when this is recorded. */
  readonly from?: Instant;
  /** The first instant at which it holds no more. Absent: until it is lifted. */
  readonly until?: Instant;
  readonly rollbacks: 'allowed' | 'refused';
}

/** The freezes of an environment, or of the whole project, that have begun hold no more. */
export interface FreezeLifted {
  readonly type: 'freeze.lifted';
  readonly environment?: EnvironmentId;
  /** Whether those that are still to come are lifted, too. */
  readonly planned: boolean;
}

/** An environment is to stay on one release. A rollback sets a hold by itself. */
export interface HoldSet {
  readonly type: 'hold.set';
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
}

export interface HoldLifted {
  readonly type: 'hold.lifted';
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

/** An image is not to be deployed anywhere any more. */
export interface BlockSet {
  readonly type: 'block.set';
  /** What was blocked, as it was named: a normalised reference or a digest. */
  readonly image: string;
  /** Where known. With it, whatever has the digest is blocked; without, what goes by that reference, whatever its digest. */
  readonly digest?: Digest;
}

export interface BlockLifted {
  readonly type: 'block.lifted';
  readonly image: string;
  readonly digest?: Digest;
}

/** The glass was broken: conditions of the law are waived for one release in one environment, for a while. */
export interface GlassBroken {
  readonly type: 'glass.broken';
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly expires: Instant;
}

/** Somebody looked at what runs and found it healthy, or not. */
export interface HealthRecorded {
  readonly type: 'health.recorded';
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly healthy: boolean;
  /** What was seen, for people. */
  readonly message?: string;
}

/** From now on changed services gather in an environment, to be released together. */
export interface BracketOpened {
  readonly type: 'bracket.opened';
  readonly bracket: BracketId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

/** Images joined a bracket; one for an artifact that has one there already replaces it. */
export interface BracketAdded {
  readonly type: 'bracket.added';
  readonly bracket: BracketId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly images: Readonly<Record<ArtifactKey, ReleasedImage>>;
}

/** What had gathered is not to be released. */
export interface BracketAbandoned {
  readonly type: 'bracket.abandoned';
  readonly bracket: BracketId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

/** A change was made ready to follow by itself, as soon as the law lets it. */
export interface PromotionPrepared {
  readonly type: 'promotion.prepared';
  readonly change: ChangeParts;
  readonly preview: string;
  /** The ARN of CloudFormation's change set that makes it. */
  readonly changeSet: string;
  /** The ARN of the stack that it changes. */
  readonly stack: string;
  /** How the commits of the artifacts that change stand to those that run, as far as somebody knew. */
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>>;
}

/** What people decide about environments, beside releasing, deploying and evaluating. */
export type ControlFact =
  | ApprovalGranted
  | FreezeSet
  | FreezeLifted
  | HoldSet
  | HoldLifted
  | BlockSet
  | BlockLifted
  | GlassBroken
  | HealthRecorded
  | BracketOpened
  | BracketAdded
  | BracketAbandoned
  | PromotionPrepared;
