import { type ArtifactKey, type BracketId, type Instant, instantAt, type ReleaseId } from '../ids.js';
import {
  currentDeployment,
  type Decision,
  type Deployment,
  type DeploymentHashes,
  type DeploymentKind,
  decide,
  deploymentId,
  type EventDraft,
  environmentState,
  type Lease,
  type Lineage,
  type ProjectState,
  type Reason,
  whyNotByItself,
} from '../promotion/index.js';
import { type Place, templateHash } from '../targets/index.js';
import type { Change } from './change.js';
import type { Signer } from './delivery.js';
import { sign } from './sign.js';

/** Everything that decides how a deployment begins. */
export interface OpeningQuestion {
  readonly place: Place;
  readonly change: Change;
  readonly kind: DeploymentKind;
  readonly automatic?: true | undefined;
  readonly bracket?: BracketId | undefined;
  readonly lineage: Readonly<Record<ArtifactKey, Lineage>>;
  /** The release that has to run there, if it matters. */
  readonly onto?: ReleaseId | undefined;
  readonly signer: Signer;
  readonly at: Instant;
  /** Who will hold the lease, and for how many milliseconds. */
  readonly holder: string;
  readonly leaseMs: number;
  /** Whether the process that holds the environment now is known to be gone. */
  readonly holderGone: boolean;
  readonly manifestHash: string;
  readonly target: string;
  readonly tool: string;
}

/**
 * How a deployment begins.
 *
 * - `outdated`: since the change was planned another release took the place; plan it anew
 * - `moved`: another release runs there than the one on top of which this one was made
 * - `ended`: the bracket that it was to release was abandoned or released meanwhile
 * - `nothing`: that release stands there already, byte for byte
 * - `passed-over`: it would have followed by itself, and somebody has changed that meanwhile; how
 * - `refused`: the law says no, or somebody else is at work there
 * - `open`: a new deployment
 * - `resume`: the same deployment was begun by somebody who is gone; it goes on
 * - `settle`: another deployment was left behind by somebody who is gone; it has to be ended first, by evidence
 */
export type Opening =
  | { readonly step: 'outdated' }
  | { readonly step: 'moved'; readonly runs: ReleaseId | undefined }
  | { readonly step: 'ended' }
  | { readonly step: 'nothing'; readonly deployment: Deployment }
  | { readonly step: 'passed-over'; readonly why: string }
  | { readonly step: 'refused'; readonly decision: Decision }
  | { readonly step: 'open' | 'resume' | 'settle'; readonly draft: EventDraft };

/**
 * Decides how a deployment begins, from the record alone. Pure.
 *
 * @param law the law of promotion; another one for what explores what the law is good for
 */
export function opening(state: ProjectState, question: OpeningQuestion, law = decide): Opening {
  const { place, change, kind, automatic, at, holderGone } = question;
  const here = environmentState(state, place.serviceSet, place.environment);
  const current = currentDeployment(state, place.serviceSet, place.environment);
  if (current?.release !== change.replaces?.id) return { step: 'outdated' };
  const standsThere = current?.release === change.release.id && change.before === change.stack.template;
  const isSettled = here?.ongoing === undefined && here?.unsettledBy === undefined;
  if (isSettled && current !== undefined && standsThere) return { step: 'nothing', deployment: current };
  if (question.onto !== undefined && question.onto !== current?.release)
    return { step: 'moved', runs: current?.release };
  if (question.bracket !== undefined && question.bracket !== here?.bracket?.id) return { step: 'ended' };
  const abandoned = here?.ongoing === undefined ? undefined : state.deployments[here.ongoing.deployment];
  const isSame = abandoned !== undefined && isSameIntent(abandoned, question);
  if (automatic === true && abandoned === undefined) {
    const why = whyNotByItself({ ...place, state, at }, place.environment, change.release.id);
    if (why !== undefined) return { step: 'passed-over', why };
  }
  const decision = law({
    ...place,
    state,
    release: change.release.id,
    kind,
    at,
    holderGone,
    // Of what is half done some already stands there; it was approved, if at all, as it was when it was begun.
    change: isSame ? { ...change.identity, hash: abandoned.hashes.preview } : change.identity,
    lineage: question.lineage,
    ...(automatic === undefined ? {} : { automatic }),
  });
  if (!decision.eligible) return { step: 'refused', decision };
  const lease = nextLease(question, here?.fence ?? 0);
  if (abandoned === undefined)
    return { step: 'open', draft: requested(question, lease, current?.release, decision.overridden ?? []) };
  const draft = sign(question.signer, question.at, { type: 'deployment.resumed', deployment: abandoned.id, lease });
  return { step: isSame ? 'resume' : 'settle', draft };
}

/** The lease that follows the last one given in an environment. */
export function nextLease(question: Pick<OpeningQuestion, 'at' | 'holder' | 'leaseMs'>, lastFence: number): Lease {
  const expires = instantAt(Date.parse(question.at) + question.leaseMs);
  return { holder: question.holder, fence: lastFence + 1, expires };
}

/** Whether a deployment that was begun is the one that is asked for now. */
export function isSameIntent(
  abandoned: Deployment,
  question: Pick<OpeningQuestion, 'change' | 'target' | 'manifestHash'>,
): boolean {
  const { change, target, manifestHash } = question;
  return (
    abandoned.release === change.release.id &&
    abandoned.target === target &&
    abandoned.hashes.manifest === manifestHash &&
    abandoned.hashes.template === templateHash(change.stack.template)
  );
}

function requested(
  question: OpeningQuestion,
  lease: Lease,
  replaces: Deployment['release'] | undefined,
  overridden: readonly Reason[],
): EventDraft {
  const { place, change, kind, automatic, bracket, lineage, at, signer, manifestHash, target, tool } = question;
  const hashes: DeploymentHashes = {
    manifest: manifestHash,
    template: templateHash(change.stack.template),
    preview: change.identity.hash,
  };
  const intent = {
    serviceSet: place.serviceSet,
    environment: place.environment,
    release: change.release.id,
    kind,
    ...(replaces === undefined ? {} : { replaces }),
    target,
    lease,
    hashes,
    tool,
    ...(automatic === undefined ? {} : { automatic }),
    ...(bracket === undefined ? {} : { bracket }),
    ...(overridden.length === 0 ? {} : { overridden: [...new Set(overridden.map(({ code }) => code))] }),
    ...(Object.keys(lineage).length === 0 ? {} : { lineage }),
  };
  const deployment = deploymentId({ project: place.project.id, at, actor: signer.actor, ...intent });
  return sign(question.signer, question.at, { type: 'deployment.requested', deployment, ...intent });
}
