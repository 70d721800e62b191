import type { ArtifactKey, DeploymentId, EnvironmentId, Instant, ProjectId, ReleaseId, ServiceSetId } from '../ids.js';
import type { Release } from '../release/model.js';
import type { ArtifactOutcome, DeploymentHashes, DeploymentKind, Lease, Outcome, Verdict } from './events.js';

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
  /** The greatest release number given so far. */
  readonly lastNumber: number;
}
