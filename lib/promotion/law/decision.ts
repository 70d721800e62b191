import type { ArtifactKey, DeploymentId, EnvironmentId, Instant, ReleaseId, ServiceSetId } from '../../ids.js';
import type { ChangeIdentity } from '../events/change.js';
import type { DeploymentKind } from '../events/events.js';
import type { Lineage } from '../events/lineage.js';
import type { ProjectState } from '../state/state.js';
import type { PromotionPolicy } from './policy.js';

/** What the law is asked: may this release run there at that instant? */
export interface Question {
  readonly project: PromotionPolicy;
  readonly state: ProjectState;
  readonly serviceSet: ServiceSetId;
  /** Not yet known to exist in the manifest. */
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  readonly at: Instant;
  /**
   * What exactly would change; an approval counts only for that. Whoever acts gives it.
   *
   * @default - unknown, as for an overview: approvals are weighed by the release and what it would replace alone
   */
  readonly change?: ChangeIdentity;
  /** How the commits of artifacts that change stand to those that run, as far as that is known. */
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>>;
  /** Whether nobody asks for it, and it would follow by itself: a broken glass is for people. */
  readonly automatic?: boolean;
  /** Where it was found out that the process which holds the environment's lease is gone. */
  readonly holderGone?: boolean;
  /** The deployment that is asked for, where it was opened already: it is not in its own way. */
  readonly deployment?: DeploymentId;
}

/** Stable names of the conditions that may be unmet. */
export type ReasonCode =
  | 'UnknownEnvironment'
  | 'UnknownRelease'
  | 'NotInServiceSet'
  | 'IncompleteRelease'
  | 'NotYetInPreceding'
  | 'NotEvaluated'
  | 'EvaluationFailed'
  | 'WarningNeedsApproval'
  | 'NotSoaked'
  | 'CombinationNotVerified'
  | 'ImageNotPinned'
  | 'ImageBlocked'
  | 'OlderCommit'
  | 'NotADescendant'
  | 'NotVerifiedHere'
  | 'ApprovalMissing'
  | 'WindowClosed'
  | 'Frozen'
  | 'Held'
  | 'GateNotEvaluable'
  | 'EnvironmentBusy';

/** One unmet condition. */
export interface Reason {
  readonly code: ReasonCode;
  /** One sentence, no full stop, that names release, environment and what is missing. */
  readonly message: string;
  /** Who can lift it, or what: `sue@example.org, who froze it`, `time`. */
  readonly by: string;
  readonly hint?: string;
  /** The first instant at which this condition holds by itself, with the record as it is, where there is one. */
  readonly until?: Instant;
  /** The combination nearest to the one that was asked for that was verified, where that is what is missing. */
  readonly nearest?: Combination;
}

/** One image of every service, released or not. */
export interface Combination {
  /** Where it is a release already. */
  readonly release?: ReleaseId;
  readonly images: Readonly<Record<ArtifactKey, string>>;
  /** The artifacts in which it differs, sorted. */
  readonly differs: readonly ArtifactKey[];
}

export interface Decision {
  readonly eligible: boolean;
  /** Every unmet condition, in the order in which the law weighs them. Empty exactly if eligible. */
  readonly reasons: readonly Reason[];
  /** Conditions that are unmet and waived, as the glass was broken for this release; absent where none are. */
  readonly overridden?: readonly Reason[];
  /** The first instant at which the answer is yes without anybody doing anything, where there is one; absent where eligible. */
  readonly earliest?: Instant;
}
