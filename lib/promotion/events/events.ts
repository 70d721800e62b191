import type {
  ArtifactKey,
  BracketId,
  DeploymentId,
  EnvironmentId,
  EventHash,
  Instant,
  ProjectId,
  ReleaseId,
  ServiceSetId,
} from '../../ids.js';
import type { Release } from '../../release/model.js';
import type { ControlFact } from './control-events.js';
import type { Lineage } from './lineage.js';

export type Verdict = 'pass' | 'warning' | 'fail';

/** Why an environment is to change; decides which conditions of the law apply. */
export type DeploymentKind = 'deploy' | 'promote' | 'sync' | 'rollback';

/** How a deployment ended. Unknown is not an outcome: what is not known has not ended. */
export type Outcome = 'succeeded' | 'failed' | 'rolled-back';

/** What was found of one artifact when a deployment ended. */
export interface ArtifactOutcome {
  readonly status: 'running' | 'unchanged' | 'failed' | 'rolled-back' | 'removed' | 'unknown';
  readonly image: string;
  readonly digest?: string;
}

/** A release came to be. */
export interface ReleaseCreated {
  readonly type: 'release.created';
  readonly release: Omit<Release, 'created' | 'actor'>;
}

/** The intent to put a release into an environment, and the lease under which it is done. Recorded before any effect. */
export interface DeploymentRequested {
  readonly type: 'deployment.requested';
  readonly deployment: DeploymentId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  /** What runs before; absent in an environment that was never deployed. */
  readonly replaces?: ReleaseId;
  readonly target: string;
  readonly lease: Lease;
  /** What exactly is deployed: SHA-256, hex. */
  readonly hashes: DeploymentHashes;
  /** Version of the tool that rendered. */
  readonly tool: string;
  /** Nobody asked for it: it followed by itself on a pass in the environment before. */
  readonly automatic?: true;
  /** The bracket that is released by this, where one had gathered. */
  readonly bracket?: BracketId;
  /** The conditions of the law that were waived, as the glass was broken; their codes. */
  readonly overridden?: readonly string[];
  /** How the commits of the artifacts that change stand to those that run, as far as somebody knew. */
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>>;
}

export interface DeploymentHashes {
  readonly manifest: string;
  readonly template: string;
  readonly preview: string;
}

/** The right to change one environment. */
export interface Lease {
  /** Who holds it: `<host>/<process>` or a run of CI. */
  readonly holder: string;
  /** Grows with every lease of the environment; a record under an older fence is refused. */
  readonly fence: number;
  readonly expires: Instant;
}

/** Somebody took over a deployment whose holder is gone: same deployment, next fence. */
export interface DeploymentResumed {
  readonly type: 'deployment.resumed';
  readonly deployment: DeploymentId;
  readonly lease: Lease;
}

/** A deployment ended, with the evidence. */
export interface DeploymentFinished {
  readonly type: 'deployment.finished';
  readonly deployment: DeploymentId;
  /** The fence of the lease under which this is recorded. */
  readonly fence: number;
  readonly outcome: Outcome;
  readonly artifacts: Readonly<Record<ArtifactKey, ArtifactOutcome>>;
  /** What went wrong, for people. */
  readonly message?: string;
}

/** What runs in an environment was evaluated. */
export interface VerdictRecorded {
  readonly type: 'verdict.recorded';
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly deployment: DeploymentId;
  readonly verdict: Verdict;
  /** Where the evidence is, e.g. a URL. */
  readonly evidence?: string;
}

/** What happened; the discriminated payload of an event. */
export type Fact =
  | ReleaseCreated
  | DeploymentRequested
  | DeploymentResumed
  | DeploymentFinished
  | VerdictRecorded
  | ControlFact;

/** An event before it has a place in the record. */
export interface EventDraft {
  readonly at: Instant;
  readonly actor: string;
  readonly reason?: string;
  readonly fact: Fact;
}

/**
 * One entry of the record. Hash-chained: `parents` are the hashes of the events before it (none for the first, two or
 * more after branches of a directory ledger were merged), `hash` is the SHA-256 of its canonical JSON without `hash`.
 */
export interface LedgerEvent extends EventDraft {
  readonly project: ProjectId;
  /** 1 for the first, else one more than the greatest of its parents'. */
  readonly seq: number;
  /** Sorted. */
  readonly parents: readonly EventHash[];
  readonly hash: EventHash;
}
