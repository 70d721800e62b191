export { type Approvals, approvalsFor, expiryOf, whyNoApprover } from './approvals.js';
export {
  type AutomaticPromotion,
  type AutomaticQuestion,
  automaticPromotions,
  type Candidate,
  whyNotByItself,
} from './automatic.js';
export { type ChangeIdentity, type ChangeParts, changeHash, changeIdentity } from './change.js';
export { isInForce } from './conditions/not-frozen.js';
export { blocksOn, fallsUnder } from './conditions/unblocked.js';
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
} from './control-events.js';
export type { Approval, Block, Bracket, Decided, Freeze, Hold, Override, Prepared, Soak } from './controls.js';
export { blockKey } from './controls.js';
export {
  currentDeployment,
  currentRelease,
  environmentState,
  findDeployment,
  findRelease,
  newestRelease,
} from './current.js';
export type { Combination, Decision, Question, Reason, ReasonCode } from './decision.js';
export { type DeploymentIntent, deploymentId } from './deployment-id.js';
export { whyNotAnEvent } from './event-shape.js';
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
} from './events.js';
export { eventsUntil } from './events-until.js';
export { applyEvent, emptyState, FOLD_VERSION, fold } from './fold.js';
export { precedingEnvironments } from './graph.js';
export { inquire } from './inquiry.js';
export { CONDITIONS, decide, decideBy, isOnlyBusy, isWaivable } from './law.js';
export type { Lineage } from './lineage.js';
export { type EventOrder, type OrderDamage, orderEvents } from './order.js';
export { isSamePerson } from './people.js';
export { type PromotionPolicy, policyOf } from './policy.js';
export { whyNotAPolicy } from './policy-shape.js';
export { freshPrepared } from './prepared.js';
export { promotionProblems } from './problems.js';
export { formerRelease, rollbackTarget } from './rollback-target.js';
export { checkEvent, type EventLink, sealEvent, unknownKind } from './seal.js';
export {
  type Deployment,
  type EnvironmentKey,
  type EnvironmentState,
  type Evaluation,
  environmentKey,
  type ProjectState,
} from './state.js';
export { StateBuilder } from './state-builder.js';
export { type SyncSource, syncSource } from './sync-source.js';
