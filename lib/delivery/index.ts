export { type AskingMeans, askExactly } from './ask-exactly.js';
export { askLaw, type LawQuestion } from './ask-law.js';
export {
  abandonBracket,
  addToBracket,
  bracketWish,
  findBracket,
  openBracket,
  requireBracket,
} from './bracket/index.js';
export { type Breaking, breakGlass, type Glass, weighGlass } from './break-glass.js';
export { type Change, changeOf } from './change.js';
export {
  approve,
  block,
  type FreezeWish,
  freeze,
  hold,
  type ImagePlaces,
  type NamedImage,
  namedImage,
  type OfProject,
  type Proposal,
  placesOf,
  type RunsImage,
  recordedDigests,
  requireApprover,
  requireSameChange,
  standingFreezes,
  type Thaw,
  type Unblocking,
  unblock,
  unfreeze,
  unhold,
} from './controls/index.js';
export { createRelease, type ProposedRelease, proposeRelease, type ReleaseWish } from './create-release.js';
export type { Delivery, Signer } from './delivery.js';
export { type DeployMeans, type DeployRequest, type DeployResult, deploy, plan } from './deploy.js';
export { defaultEnvironment, requireEnvironment, requireProjectEnvironment } from './find-environment.js';
export { type Finish, finishedFact, imagesOf } from './finished-fact.js';
export { DEFAULT_LABEL, requireLabel } from './labels.js';
export { lineageOf } from './lineage-of.js';
export {
  type Preparation,
  type PreparingMeans,
  type PreparingRequest,
  prepareSuccessors,
} from './prepare-successors.js';
export { publish } from './publish.js';
export { type ReconcileMeans, type Reconciliation, reconcile } from './reconcile.js';
export { type RecordAt, recordAt } from './record-at.js';
export { type Judgement, recordVerdict } from './record-verdict.js';
export { refusal } from './refusal.js';
export { resolveRelease } from './resolve-release.js';
export { type RollbackPlan, rollbackPlan } from './rollback-plan.js';
export { type Reconciled, type Round, type RunMeans, runRound } from './run.js';
export type { HealthChange } from './run-health.js';
export type { Following } from './run-promotion.js';
export { type SelectedRelease, selectRelease, weighRelease } from './select-release.js';
export { findRollbackTarget, findSyncSource, requireEdge } from './successors.js';
export { type Verification, verify } from './verify.js';
