import type {
  ArtifactKey,
  BracketId,
  DeploymentId,
  EnvironmentId,
  Instant,
  ProjectId,
  ReleaseId,
  ServiceSetId,
} from '../../ids.js';
import type { Release } from '../../release/model.js';
import type { ArtifactOutcome, DeploymentHashes, DeploymentKind, Lease, Outcome, Verdict } from '../events/events.js';
import type { Lineage } from '../events/lineage.js';
import type { Approval, Block, Bracket, Freeze, Hold, Override, Prepared, Soak } from './controls.js';

/** One deployment from intent to outcome. */
export interface Deployment {
  readonly id: DeploymentId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  readonly replaces?: ReleaseId;
  readonly target: string;
  readonly actor: string;
  readonly reason?: string;
  readonly requestedAt: Instant;
  readonly hashes: DeploymentHashes;
  readonly tool: string;
  /** Nobody asked for it: it followed by itself on a pass in the environment before. */
  readonly automatic?: true;
  /** The bracket that it releases. */
  readonly bracket?: BracketId;
  /** The conditions that were waived for it, as the glass was broken; their codes. */
  readonly overridden?: readonly string[];
  /** How the commits that it brings stand to those that ran, as far as that was known. */
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>>;
  /** The greatest fence that this deployment was given, by its request or by whoever resumed it. */
  readonly fence: number;
  /**
   * The deployment that took the environment over under a greater fence while this one was under way. From then on
   * nothing recorded of this one changes what is held to run in the environment.
   */
  readonly supersededBy?: DeploymentId;
  /** `ongoing` until an outcome is recorded on evidence. */
  readonly status: 'ongoing' | Outcome;
  readonly finishedAt?: Instant;
  readonly message?: string;
  readonly artifacts?: Readonly<Record<ArtifactKey, ArtifactOutcome>>;
}

/** The latest evaluation of one release in one environment. */
export interface Evaluation {
  readonly release: ReleaseId;
  readonly deployment: DeploymentId;
  readonly verdict: Verdict;
  readonly at: Instant;
  readonly actor: string;
  readonly evidence?: string;
}

/** One service set in one environment. */
export interface EnvironmentState {
  /** The last deployment that succeeded: what runs, as far as the record knows. */
  readonly current?: DeploymentId;
  /**
   * The deployment that failed and left something else there than `current`, or a part of it. Absent where what runs is
   * known: since a deployment succeeded, or what runs was found healthy.
   */
  readonly unsettledBy?: DeploymentId;
  /** The deployment that is under way, with its lease. */
  readonly ongoing?: { readonly deployment: DeploymentId; readonly lease: Lease };
  /** The greatest fence ever given here. */
  readonly fence: number;
  /** The latest evaluation of every release that was evaluated here. */
  readonly evaluations: Readonly<Record<ReleaseId, Evaluation>>;
  /** Releases that succeeded here, each with the instant of its latest success. */
  readonly succeeded: Readonly<Record<ReleaseId, Instant>>;
  /** Releases in the order in which they passed here, oldest first; a release stands once, at its latest pass. */
  readonly passed: readonly ReleaseId[];
  /** For how long each release ran here, healthy and without interruption. */
  readonly soaks: Readonly<Record<ReleaseId, Soak>>;
  /** The release that it is to stay on, where it is held. */
  readonly hold?: Hold;
  /** Approvals of changes to it that were not used yet, in the order in which they were given; one a person and change. */
  readonly approvals: readonly Approval[];
  /** Broken glasses, in the order in which they were broken; one a release. They may have expired. */
  readonly overrides: readonly Override[];
  /** Changes that are ready to follow by themselves, one a release. */
  readonly prepared: readonly Prepared[];
  /** What gathers here, where a bracket is open. */
  readonly bracket?: Bracket;
}

/** `<serviceSetId>:<environmentId>`. */
export type EnvironmentKey = string & { readonly __is: 'EnvironmentKey' };

export function environmentKey(serviceSet: ServiceSetId, environment: EnvironmentId): EnvironmentKey {
  return `${serviceSet}:${environment}` as EnvironmentKey;
}

/** Everything the record of one project says, folded from its events and from nothing else. Plain JSON. */
export interface ProjectState {
  readonly project: ProjectId;
  readonly releases: Readonly<Record<ReleaseId, Release>>;
  readonly deployments: Readonly<Record<DeploymentId, Deployment>>;
  /** Deployments in the order of their requests. */
  readonly deploymentOrder: readonly DeploymentId[];
  readonly environments: Readonly<Record<EnvironmentKey, EnvironmentState>>;
  /** Freezes that were not lifted, in the order in which they were set. They may be over, or still to come. */
  readonly freezes: readonly Freeze[];
  /** Images that are not to be deployed, by digest, or by reference where there is none. */
  readonly blocks: Readonly<Record<string, Block>>;
  /** The greatest release number given so far. */
  readonly lastNumber: number;
}
