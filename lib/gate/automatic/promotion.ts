import { canonicalJson, sha256 } from '../../canonical.js';
import { compareInstants, type DeploymentId, type Instant, later } from '../../ids.js';
import {
  automaticPromotions,
  changeHash,
  type Decision,
  type Deployment,
  decide,
  deploymentId,
  type EventDraft,
  environmentState,
  freshPrepared,
  type Lease,
  type Prepared,
  type ProjectState,
  type PromotionPolicy,
  type Question,
  reasonOf,
} from '../../promotion/index.js';
import { GATE_TARGET, LEASE_MS } from '../admission.js';
import type { Held } from '../caller.js';
import type { GateSaying } from '../read-properties.js';

/** Everything that decides whether a change that was prepared is made now. */
export interface PromotionQuestion {
  readonly prepared: Prepared;
  /** What the gate says in the template that the change would make. */
  readonly saying: GateSaying;
  /** The hash of the template that stands there; absent where none does. */
  readonly before: string | undefined;
  readonly at: Instant;
  readonly actor: string;
}

/**
 * What becomes of a change that was prepared.
 *
 * - `open`: it is made now, as a deployment
 * - `busy`: somebody is at work there
 * - `outdated`: it can never be made any more
 * - `passed-over`: its release does not follow by itself
 * - `waits`: the law says no, for now
 */
export type Promotion =
  | { readonly step: 'open'; readonly deployment: DeploymentId; readonly draft: EventDraft }
  | { readonly step: 'busy' }
  | { readonly step: 'outdated' | 'passed-over'; readonly why: string }
  | { readonly step: 'waits'; readonly decision: Decision };

/** Decides whether a change that was prepared is made now, from the record and what stands. Pure. */
export function promotion(state: ProjectState, question: PromotionQuestion): Promotion {
  const { prepared, saying, at } = question;
  const { serviceSet, environment, release } = prepared.change;
  if (environmentState(state, serviceSet, environment)?.ongoing !== undefined) return { step: 'busy' };
  const outdated = whyOutdated(state, question);
  if (outdated !== undefined) return { step: 'outdated', why: outdated };
  const project = saying.request.policy;
  const told = automaticPromotions({ project, state, serviceSet, at }, knowingWhatIsPrepared).filter(
    (one) => one.environment === environment,
  );
  const found = told.find((one) => one.release === release);
  if (found?.step === 'due') return open(state, question, reasonOf(found, told));
  if (found?.step === 'waits') return { step: 'waits', decision: found.decision };
  return { step: 'passed-over', why: found?.why ?? 'it has not passed in an environment from which it would' };
}

/** What has to be the case for exactly the recorded change to be made, and no other. */
function whyOutdated(
  state: ProjectState,
  { prepared, saying, before }: Pick<PromotionQuestion, 'prepared' | 'saying' | 'before'>,
): string | undefined {
  const { change, preview, changeSet } = prepared;
  const { serviceSet, environment } = change;
  if (!freshPrepared(state, serviceSet, environment).some((one) => one.changeSet === changeSet))
    return `${environment} was changed, or begun to be, since it was prepared`;
  if (changeHash(change) !== preview) return 'its preview was recorded under another hash than its own';
  if (saying.request.release !== change.release || saying.fingerprint !== change.after)
    return 'it makes another change than was recorded';
  if (before !== change.before) return `another stack stands in ${environment} than the one that it starts from`;
  return undefined;
}

/** The law, told what was found out when a change was prepared: what exactly changes, and how its commits stand. */
function knowingWhatIsPrepared(question: Question): Decision {
  const { state, serviceSet, environment, release } = question;
  const prepared = freshPrepared(state, serviceSet, environment).find(({ change }) => change.release === release);
  if (prepared === undefined) return decide(question);
  return decide({ ...question, ...knownOf(prepared) });
}

function knownOf({ change, preview, lineage }: Prepared): Pick<Question, 'change' | 'lineage'> {
  return { change: { hash: preview, parts: change }, ...(lineage === undefined ? {} : { lineage }) };
}

function open(state: ProjectState, question: PromotionQuestion, reason: string): Promotion {
  const { prepared, saying, at, actor } = question;
  const { serviceSet, environment, release, replaces } = prepared.change;
  const { policy, tool } = saying.request;
  const intent = {
    serviceSet,
    environment,
    release,
    kind: 'promote' as const,
    ...(replaces === undefined ? {} : { replaces }),
    target: GATE_TARGET,
    lease: nextLease(state, prepared.change, question),
    hashes: {
      manifest: sha256(canonicalJson(policy)),
      template: saying.fingerprint,
      preview: prepared.preview,
    },
    tool,
    automatic: true as const,
    ...(prepared.lineage === undefined ? {} : { lineage: prepared.lineage }),
  };
  const deployment = deploymentId({ project: policy.id, at, actor, ...intent });
  const fact = { type: 'deployment.requested' as const, deployment, ...intent };
  return { step: 'open', deployment, draft: { at, actor, reason, fact } };
}

/** A deployment that was opened here, and how to go on with it. */
export interface CarryOnQuestion {
  readonly held: Held;
  /** What it makes, where that is still known. */
  readonly prepared: Prepared;
  readonly policy: PromotionPolicy;
  readonly at: Instant;
  readonly actor: string;
}

/**
 * How a deployment goes on that was opened, and of which CloudFormation may not have heard yet.
 *
 * - `execute`: it is asked for, under a new lease where the old one is over
 * - `lost`: somebody else has it, or has ended it
 * - `refused`: the law says no by now
 */
export type CarryingOn =
  | { readonly step: 'execute'; readonly draft?: EventDraft }
  | { readonly step: 'lost' }
  | { readonly step: 'refused'; readonly decision: Decision };

/** Decides how a deployment that was opened here goes on. Pure. */
export function carryOn(state: ProjectState, question: CarryOnQuestion): CarryingOn {
  const { held, prepared, policy, at, actor } = question;
  const { id: deployment, serviceSet, environment, release, kind } = held.deployment;
  const slot = environmentState(state, serviceSet, environment)?.ongoing;
  if (slot?.deployment !== deployment || slot.lease.fence !== held.lease.fence) return { step: 'lost' };
  const asked = { project: policy, state, serviceSet, environment, release, kind, at, automatic: true };
  const decision = decide({ ...asked, deployment, ...knownOf(prepared) });
  if (!decision.eligible) return { step: 'refused', decision };
  if (compareInstants(at, slot.lease.expires) < 0) return { step: 'execute' };
  const lease = nextLease(state, held.deployment, question);
  return { step: 'execute', draft: { at, actor, fact: { type: 'deployment.resumed', deployment, lease } } };
}

function nextLease(
  state: ProjectState,
  { serviceSet, environment }: Pick<Deployment, 'serviceSet' | 'environment'>,
  { at, actor }: { readonly at: Instant; readonly actor: string },
): Lease {
  const fence = environmentState(state, serviceSet, environment)?.fence ?? 0;
  const expires = later(at, LEASE_MS);
  return { holder: actor, fence: fence + 1, expires };
}
