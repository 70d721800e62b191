import type { ReasonCode } from './law/decision.js';

/** Why the law of promotion refuses, and why there is nothing to take over. */
export const promotionProblems = {
  UnknownEnvironment: 'The manifest has no such environment, or the service set does not run there.',
  UnknownRelease: 'The record has no such release.',
  NotInServiceSet: 'The release was made for another project or another service set.',
  IncompleteRelease: 'The release lacks an image for a service that the manifest has today.',
  NotYetInPreceding: 'The release has not run in an environment that comes before this one.',
  NotEvaluated: 'The release ran in the environment before this one, and no verdict was recorded on it there.',
  EvaluationFailed: 'The latest verdict on the release in the environment before this one is fail.',
  WarningNeedsApproval:
    'The latest verdict on the release in the environment before this one is a warning, and nobody approved the change.',
  NotSoaked:
    'The release has not run long enough in the environment before this one, healthy and without interruption.',
  CombinationNotVerified:
    'The release joins images that were not verified together in the environment before this one.',
  ImageNotPinned: 'The environment takes only images pinned by digest, and the release has others.',
  ImageBlocked: 'The release has an image that was blocked.',
  OlderCommit: 'The release takes a service back to an older commit than the one that runs.',
  NotADescendant: 'The environment takes only commits that descend from those that run, and that is not known.',
  NotVerifiedHere: 'A rollback goes only to a release that succeeded in the environment and did not fail there.',
  ApprovalMissing: 'Not enough people approved exactly this change.',
  WindowClosed: 'None of the windows of the environment is open.',
  Frozen: 'The environment, or the whole project, is frozen.',
  Held: 'The environment is held on another release.',
  GateNotEvaluable: 'A stack asks for a condition that this version cannot evaluate.',
  EnvironmentBusy: 'Somebody else is changing the environment.',
  FirstEnvironment: 'No environment comes before this one, so there is nothing to take over.',
  NotAnEdge: 'The environment does not come after the one that was named to take over from.',
  NothingPassed: 'No release has passed its evaluation in the environment to take over from.',
} as const satisfies Record<ReasonCode | 'FirstEnvironment' | 'NotAnEdge' | 'NothingPassed', string>;
