import type { ArtifactKey, ReleaseId } from '../ids.js';
import type { Deployment, Fact, Outcome, ProjectState } from '../promotion/index.js';
import { findRelease } from '../promotion/index.js';
import { diffImages, type ReleasedImage } from '../release/index.js';
import { type Evidence, toOutcomes } from '../targets/index.js';

/** How a deployment ended, and on what evidence. */
export interface Finish {
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  /** What went wrong, for people. */
  readonly message?: string;
}

/** The end of a deployment as it is recorded, under the deployment's own fence; a success needs no words. */
export function finishedFact(
  state: ProjectState,
  deployment: Deployment,
  { outcome, evidence, message }: Finish,
): Fact {
  const before = deployment.replaces === undefined ? undefined : imagesOf(state, deployment.replaces);
  return {
    type: 'deployment.finished',
    deployment: deployment.id,
    fence: deployment.fence,
    outcome,
    artifacts: toOutcomes(evidence, diffImages(before, imagesOf(state, deployment.release))),
    ...(outcome === 'succeeded' || message === undefined || message === '' ? {} : { message }),
  };
}

/** The images of a release; none where the record does not have it. */
export function imagesOf(state: ProjectState, release: ReleaseId): Readonly<Record<ArtifactKey, ReleasedImage>> {
  return findRelease(state, release)?.images ?? {};
}
