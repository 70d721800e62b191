import { imagesOf } from '../delivery/index.js';
import type { Deployment, Outcome, ProjectState } from '../promotion/index.js';
import {
  type Evidence,
  type EvidenceVerdict,
  type Observation,
  type ObservedArtifact,
  weigh,
} from '../targets/index.js';

/** What is known of the stack beside what runs. */
export interface Circumstances {
  /** Whether CloudFormation turned the stack back. */
  readonly turnedBack: boolean;
  /** Whether a template is known to stand that is not the deployment's. */
  readonly otherTemplate: boolean;
  /** How it came to this, for people. */
  readonly story?: string;
}

/** What is known of how a deployment ended. */
export type Ending =
  | { readonly known: true; readonly outcome: Outcome; readonly evidence: Evidence; readonly message?: string }
  /** `moving`: something is still at work there, so that it is worth waiting. */
  | { readonly known: false; readonly moving: boolean; readonly message: string };

/**
 * What an observation says of how a deployment ended. It succeeded exactly if what runs is its release, and the stack
 * was not turned back; it was rolled back where what ran before runs again. Pure.
 */
export function endingOf(
  state: ProjectState,
  deployment: Deployment,
  observation: Observation,
  circumstances: Circumstances,
): Ending {
  const evidence = weigh(imagesOf(state, deployment.release), observation);
  const { verdict } = evidence;
  if (verdict === 'unknown' || verdict === 'converging') {
    const message = observation.message ?? evidence.findings.join('; ');
    return { known: false, moving: verdict === 'converging', message };
  }
  const { turnedBack, otherTemplate, story } = circumstances;
  const weighing = turnedBack || otherTemplate ? back : straight;
  const outcome = weighing(state, deployment, observation, verdict);
  const message = [...(story === undefined ? [] : [story]), ...evidence.findings].join('; ');
  return { known: true, outcome, evidence, ...(outcome === 'succeeded' || message === '' ? {} : { message }) };
}

/** What evidence proves of a deployment whose template stands. */
function straight(
  state: ProjectState,
  deployment: Deployment,
  observation: Observation,
  verdict: EvidenceVerdict,
): Outcome {
  if (verdict === 'converged') return 'succeeded';
  return verdict === 'rolled-back' || isAsBefore(state, deployment, observation) ? 'rolled-back' : 'failed';
}

/**
 * What became of a deployment whose template does not stand. Rolled back is a promise that everything is as it was: where
 * it is known what that was, that has to be seen.
 */
function back(
  state: ProjectState,
  deployment: Deployment,
  observation: Observation,
  verdict: EvidenceVerdict,
): Outcome {
  if (deployment.replaces === undefined) return verdict === 'converged' ? 'failed' : 'rolled-back';
  return isAsBefore(state, deployment, observation) ? 'rolled-back' : 'failed';
}

/** Whether exactly that runs which is known to have run before; how it came to run again does not matter. */
function isAsBefore(state: ProjectState, { replaces }: Deployment, observation: Observation): boolean {
  if (replaces === undefined) return false;
  const artifacts = Object.fromEntries(
    Object.entries<ObservedArtifact>(observation.artifacts).map(([artifact, { phase, ...runs }]) => [
      artifact,
      phase === 'changing' ? { phase, ...runs } : runs,
    ]),
  );
  return weigh(imagesOf(state, replaces), { ...observation, artifacts }).verdict === 'converged';
}
