export {
  type AutomaticPromotion,
  type AutomaticQuestion,
  automaticPromotions,
  type Candidate,
  reasonOf,
  whyNotByItself,
} from './automatic.js';
export { type ChangeIdentity, type ChangeParts, changeHash, changeIdentity } from './events/change.js';
export type {
  ApprovalGranted,
  BlockLifted,
  BlockSet,
  BracketAbandoned,
  BracketAdded,
  BracketOpened,
  ControlFact,
  FreezeLifted,
  FreezeSet,
  GlassBroken,
  HealthRecorded,
  HoldLifted,
  HoldSet,
  PromotionPrepared,
} from './events/control-events.js';
export { type DeploymentIntent, deploymentId } from './events/deployment-id.js';
export { whyNotAnEvent } from './events/event-shape.js';
export type {
  ArtifactOutcome,
  DeploymentFinished,
  DeploymentHashes,
  DeploymentKind,
  DeploymentRequested,
  DeploymentResumed,
  EventDraft,
  Fact,
  Lease,
  LedgerEvent,
  Outcome,
  ReleaseCreated,
  Verdict,
  VerdictRecorded,
} from './events/events.js';
export { eventsUntil } from './events/events-until.js';
export type { Lineage } from './events/lineage.js';
export { type EventOrder, type OrderDamage, orderEvents } from './events/order.js';
export { checkEvent, type EventLink, sealEvent, unknownKind } from './events/seal.js';
export { type Approvals, approvalsFor, expiryOf, whyNoApprover } from './law/approvals.js';
export { isInForce } from './law/conditions/not-frozen.js';
export { blocksOn, fallsUnder } from './law/conditions/unblocked.js';
export type { Combination, Decision, Question, Reason, ReasonCode } from './law/decision.js';
export { precedingEnvironments } from './law/graph.js';
export { inquire } from './law/inquiry.js';
export { CONDITIONS, decide, decideBy, isOnlyBusy, isWaivable } from './law/law.js';
export { type PromotionPolicy, policyOf } from './law/policy.js';
export { whyNotAPolicy } from './law/policy-shape.js';
export { formerRelease, rollbackTarget } from './law/rollback-target.js';
export { freshPrepared } from './prepared.js';
export { promotionProblems } from './problems.js';
export type { Approval, Block, Bracket, Decided, Freeze, Hold, Override, Prepared, Soak } from './state/controls.js';
export { blockKey } from './state/controls.js';
export {
  currentDeployment,
  currentRelease,
  environmentState,
  findDeployment,
  findRelease,
  newestRelease,
} from './state/current.js';
export { applyEvent, emptyState, FOLD_VERSION, fold } from './state/fold.js';
export { isSamePerson } from './state/same-person.js';
export {
  type Deployment,
  type EnvironmentKey,
  type EnvironmentState,
  type Evaluation,
  environmentKey,
  type ProjectState,
} from './state/state.js';
export { StateBuilder } from './state/state-builder.js';
export { type SyncSource, syncSource } from './sync-source.js';
