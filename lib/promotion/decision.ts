import type { DeploymentId, EnvironmentId, Instant, ReleaseId, ServiceSetId } from '../ids.js';
import type { DeploymentKind } from './events.js';
import type { PromotionPolicy } from './policy.js';
import type { ProjectState } from './state.js';

/** What the law is asked: may this release run there now? */
export interface Question {
  readonly project: PromotionPolicy;
  readonly state: ProjectState;
  readonly serviceSet: ServiceSetId;
  /** Not yet known to exist in the manifest. */
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  readonly at: Instant;
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
  | 'ImageNotPinned'
  | 'NotVerifiedHere'
  | 'GateNotEvaluable'
  | 'EnvironmentBusy';

/** One unmet condition. */
export interface Reason {
  readonly code: ReasonCode;
  /** One sentence, no full stop, that names release, environment and what is missing. */
  readonly message: string;
  readonly hint?: string;
  /** The instant from which this condition holds by itself, where it does. */
  readonly until?: Instant;
}

export interface Decision {
  readonly eligible: boolean;
  /** Every unmet condition, in the order of {@link ReasonCode}. Empty exactly if eligible. */
  readonly reasons: readonly Reason[];
  /** The earliest instant at which the answer may turn without anybody doing anything, where every reason has one. */
  readonly earliest?: Instant;
}
