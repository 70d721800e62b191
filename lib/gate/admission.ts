import { canonicalJson, sha256 } from '../canonical.js';
import {
  compareInstants,
  type EnvironmentId,
  type Instant,
  instantAt,
  type ReleaseId,
  type ServiceSetId,
} from '../ids.js';
import {
  type ChangeIdentity,
  changeIdentity,
  currentRelease,
  type Decision,
  type Deployment,
  decide,
  type EventDraft,
  environmentState,
  type Fact,
  findDeployment,
  isOnlyBusy,
  type Lease,
  type ProjectState,
  type Question,
  type Reason,
} from '../promotion/index.js';
import {
  actorOf,
  type Caller,
  deploymentOf,
  type Held,
  heldThere,
  holderOf,
  isFormerRequest,
  isGatesLease,
} from './caller.js';
import type { DeploymentHandle } from './deployment-handle.js';
import type { GateSaying } from './read-properties.js';

/** Everything that decides whether a stack may go on. */
export interface AdmissionQuestion {
  readonly saying: GateSaying;
  readonly caller: Caller;
  /** The fingerprint of the template that stands there, where a gate of it says so. */
  readonly before?: string;
  readonly at: Instant;
}

/** Which deployment a stack goes on under. */
export type Admitted = Pick<DeploymentHandle, 'deployment' | 'fence'>;

/**
 * Whether a stack may go on.
 *
 * - `repeated`: the request was answered before, or was recorded and its answer lost
 * - `joined`: somebody opened this very deployment already and is at work on it
 * - `opened`: a new deployment
 * - `resumed`: this very deployment was begun by somebody who is gone; it goes on
 * - `settle`: another deployment was left behind; it has to be ended first, by evidence
 * - `refused`: the law says no, or somebody else is at work there
 * - `lost`: the deployment that this request opened is no longer its own
 */
export type Admission =
  | { readonly step: 'repeated' | 'joined'; readonly admitted: Admitted }
  | { readonly step: 'opened' | 'resumed'; readonly admitted: Admitted; readonly draft: EventDraft }
  | { readonly step: 'settle'; readonly abandoned: Held }
  | { readonly step: 'refused'; readonly reasons: readonly Reason[]; readonly busy: boolean }
  | { readonly step: 'lost'; readonly deployment: Deployment };

/** What a gate's deployments change. */
export const GATE_TARGET = 'cloudformation';

/** For how long nobody else may step in, in milliseconds: CloudFormation may take long to replace a service. */
export const LEASE_MS = 60 * 60_000;

/** Decides whether a stack may go on, from the record alone. Pure. */
export function admission(state: ProjectState, question: AdmissionQuestion): Admission {
  const { caller, at } = question;
  const place = placeOf(question);
  const held = heldThere(state, place);
  if (held !== undefined && held.lease.holder === holderOf(caller) && isSame(held.deployment, question))
    return { step: 'repeated', admitted: { deployment: held.deployment.id, fence: held.lease.fence } };
  const opened = findDeployment(state, deploymentOf(caller));
  if (opened !== undefined) return { step: 'lost', deployment: opened };
  if (held === undefined)
    return ask(state, question, { kind: 'deploy' }, (decision) => open(state, question, decision.overridden ?? []));
  const { deployment, lease } = held;
  const isFormer = isFormerRequest(caller, deployment.id, lease);
  const isLive = !isFormer && compareInstants(at, lease.expires) < 0;
  const isShared = isSame(deployment, question) && (isFormer || !isGatesLease(lease));
  if (isLive) {
    if (!isShared) return ask(state, question, { kind: 'deploy' }, () => leftBehind(question, held));
    const admitted = { deployment: deployment.id, fence: lease.fence };
    return ask(state, question, goingOn(state, question, deployment), () => ({ step: 'joined', admitted }));
  }
  if (isShared) return ask(state, question, goingOn(state, question, deployment), () => resume(state, question, held));
  return ask(state, question, { kind: 'deploy', holderGone: true }, () => leftBehind(question, held));
}

/** Asks the law, and goes on where it has nothing against it. */
function ask(
  state: ProjectState,
  question: AdmissionQuestion,
  about: Pick<Question, 'kind' | 'deployment' | 'holderGone' | 'change' | 'lineage' | 'automatic'>,
  goOn: (decision: Decision) => Admission,
): Admission {
  const { saying, at } = question;
  const change = changeOf(state, question);
  const decision = decide({ project: saying.request.policy, state, ...placeOf(question), at, change, ...about });
  return decision.eligible ? goOn(decision) : refused(decision);
}

/** What the law is asked of a deployment that was opened already: it is weighed as it was when it was. */
function goingOn(
  state: ProjectState,
  question: AdmissionQuestion,
  { id, kind, hashes, lineage, automatic }: Deployment,
): Parameters<typeof ask>[2] {
  return {
    kind,
    deployment: id,
    change: { ...changeOf(state, question), hash: hashes.preview },
    ...(lineage === undefined ? {} : { lineage }),
    ...(automatic === undefined ? {} : { automatic }),
  };
}

/** What the stack would change. */
function changeOf(state: ProjectState, question: AdmissionQuestion): ChangeIdentity {
  const { before, saying } = question;
  const place = placeOf(question);
  const replaces = currentRelease(state, place.serviceSet, place.environment)?.id;
  return changeIdentity({
    ...place,
    ...(replaces === undefined ? {} : { replaces }),
    ...(before === undefined ? {} : { before }),
    after: saying.fingerprint,
  });
}

function refused(decision: Decision): Admission {
  return { step: 'refused', reasons: decision.reasons, busy: isOnlyBusy(decision) };
}

function placeOf({ saying }: AdmissionQuestion): {
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
} {
  const { serviceSet, environment, release } = saying.request;
  return {
    serviceSet: serviceSet as ServiceSetId,
    environment: environment as EnvironmentId,
    release: release as ReleaseId,
  };
}

/** Whether a deployment is what the stack would do: the same release by the same template. */
function isSame({ target, release, hashes }: Deployment, { saying }: AdmissionQuestion): boolean {
  return target === GATE_TARGET && release === saying.request.release && hashes.template === saying.fingerprint;
}

/** What is looked at here says nothing about a deployment that went elsewhere. */
function leftBehind({ saying }: AdmissionQuestion, abandoned: Held): Admission {
  const { deployment, lease } = abandoned;
  if (deployment.target === GATE_TARGET) return { step: 'settle', abandoned };
  const { environment } = saying.request;
  const reason: Reason = {
    code: 'EnvironmentBusy',
    message: `deployment ${deployment.id} of ${deployment.release} to ${environment} was left behind by ${lease.holder}, and went to the target ${deployment.target}`,
    by: `whoever may reconcile ${environment}`,
    hint: `end it with \`slipway reconcile ${environment}\``,
  };
  return { step: 'refused', reasons: [reason], busy: true };
}

function open(state: ProjectState, question: AdmissionQuestion, overridden: readonly Reason[]): Admission {
  const { saying, caller } = question;
  const { serviceSet, environment, release } = placeOf(question);
  const replaces = currentRelease(state, serviceSet, environment)?.id;
  const lease = nextLease(state, question);
  const deployment = deploymentOf(caller);
  const draft = sign(question, {
    type: 'deployment.requested',
    deployment,
    serviceSet,
    environment,
    release,
    // CloudFormation knows no more than that a stack was deployed; what else it was meant as would be a guess.
    kind: 'deploy',
    ...(replaces === undefined ? {} : { replaces }),
    target: GATE_TARGET,
    lease,
    hashes: {
      // There is no manifest here, only what the stack was made to say of it.
      manifest: sha256(canonicalJson(saying.request.policy)),
      template: saying.fingerprint,
      preview: changeOf(state, question).hash,
    },
    tool: saying.request.tool,
    ...(overridden.length === 0 ? {} : { overridden: [...new Set(overridden.map(({ code }) => code))] }),
  });
  return { step: 'opened', admitted: { deployment, fence: lease.fence }, draft };
}

function resume(state: ProjectState, question: AdmissionQuestion, { deployment: { id } }: Held): Admission {
  const lease = nextLease(state, question);
  const draft = sign(question, { type: 'deployment.resumed', deployment: id, lease });
  return { step: 'resumed', admitted: { deployment: id, fence: lease.fence }, draft };
}

function nextLease(state: ProjectState, question: AdmissionQuestion): Lease {
  const { serviceSet, environment } = placeOf(question);
  const fence = environmentState(state, serviceSet, environment)?.fence ?? 0;
  const expires = instantAt(Date.parse(question.at) + LEASE_MS);
  return { holder: holderOf(question.caller), fence: fence + 1, expires };
}

function sign({ caller, at }: AdmissionQuestion, fact: Fact): EventDraft {
  return { at, actor: actorOf(caller), fact };
}
