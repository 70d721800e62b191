import { record } from '../ledger/index.js';
import { type Admission, admission } from './admission.js';
import { actorOf, type Held } from './caller.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import { parseHandle, printHandle } from './deployment-handle.js';
import { endDeployment } from './end-deployment.js';
import { leaveGate } from './leave-gate.js';
import type { GatePorts } from './ports.js';
import { type GateSaying, readFingerprint, readGate } from './read-properties.js';
import { nothingOpened, type Reply, sentencesOf } from './reply.js';
import { soonest } from './soonest.js';
import { type Standing, standingOf } from './standing.js';
import { turnBack } from './turn-back.js';
import { watchedOf } from './watched-services.js';

/** How often something may be found in the way before somebody has to look. */
const MAX_TRIES = 5;

/** For how long a gate waits to find out what became of a deployment that was left behind, in milliseconds. */
const SETTLE_MS = 3 * 60_000;

/**
 * The gate of a stack: opens a deployment, or goes on under one that is open, before the stack changes any service; or
 * says why it may not. Where CloudFormation turns the stack back it opens nothing and never fails, as that would leave
 * the stack half turned back.
 */
export async function answerGate(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  if (request.type === 'Delete') return leaveGate(ports, request);
  const standing = await standingOf(ports, request);
  if (standing.phase === 'rollback' && request.type === 'Update') return turnBack(ports, request);
  const saying = readGate(request.properties);
  if (!saying.ok) return failed(request, 'odd', `The gate of ${request.stackName} cannot be read: ${saying.why}.`);
  return admit(ports, request, standing, saying.value);
}

async function admit(
  ports: GatePorts,
  request: CustomResourceRequest,
  standing: Standing,
  saying: GateSaying,
): Promise<Reply> {
  const late = await whyLate(ports, request, standing);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await decide(ports, request, saying, late === undefined);
    if (late !== undefined && found.step !== 'repeated') return failed(request, 'late', late);
    switch (found.step) {
      case 'refused': {
        const { release, environment } = saying.request;
        const why = found.busy ? 'cannot run in' : 'may not run in';
        const text = `${release} ${why} ${environment}. ${sentencesOf(found.reasons)}`;
        return failed(request, found.busy ? 'busy' : 'refused', text);
      }
      case 'lost':
        return failed(request, 'lost', lost(found));
      case 'settle': {
        const why = await settle(ports, request, saying, found.abandoned);
        if (why !== undefined) return failed(request, 'unknown', why);
        break;
      }
      default: {
        const { deployment, fence } = found.admitted;
        const physicalId = printHandle({ deployment, fence, turnedBack: false });
        return { status: 'SUCCESS', physicalId, decision: found.step, deployment, fence };
      }
    }
  }
  const { environment } = saying.request;
  return failed(request, 'busy', `${environment} is being changed by others again and again. Deploy once more.`);
}

/** Decides on the record, and records what follows from it where that is wanted. */
async function decide(
  ports: GatePorts,
  caller: CustomResourceRequest,
  saying: GateSaying,
  mayRecord: boolean,
): Promise<Admission> {
  const project = saying.request.policy.id;
  const before = standingFingerprint(caller);
  if (!mayRecord) {
    const { state } = await ports.ledger.view(project);
    return admission(state, { saying, caller, ...before, at: ports.now() });
  }
  let found: Admission | undefined;
  await record(ports.ledger, project, ({ state }) => {
    found = admission(state, { saying, caller, ...before, at: ports.now() });
    return 'draft' in found ? found.draft : undefined;
  });
  if (found === undefined) throw new Error('the record was written without being asked what to write');
  return found;
}

/** The fingerprint of the template that stands there, which the gate's properties were before. */
function standingFingerprint({ oldProperties }: CustomResourceRequest): { readonly before?: string } {
  const before = readFingerprint(oldProperties ?? {});
  return before === undefined ? {} : { before };
}

/** Why nobody waits for the answer to a request: it was delivered once more, after its time. */
async function whyLate(
  ports: GatePorts,
  { stackId, stackName, physicalId, logicalId }: CustomResourceRequest,
  { phase, status }: Standing,
): Promise<string | undefined> {
  if (phase !== 'forward')
    return `CloudFormation neither creates nor updates ${stackName} (it is ${status}), so nothing was opened for it.`;
  const known = await ports.physicalId(stackId, logicalId);
  if (known === physicalId || parseHandle(known) === undefined) return undefined;
  return `CloudFormation has an answer for ${logicalId} of ${stackName} already (${known}), so nothing was opened for it.`;
}

function lost({ deployment }: Extract<Admission, { step: 'lost' }>): string {
  const { id, status, environment, message } = deployment;
  const what = status === 'ongoing' ? 'was taken over by somebody else' : `has ended already as ${status}`;
  const why = message === undefined ? '' : `: ${message}`;
  return `Deployment ${id} to ${environment}, which this request opened, ${what}${why}. Deploy once more.`;
}

/** Ends a deployment that was left behind, by what runs; or says why it cannot be ended. */
async function settle(
  ports: GatePorts,
  request: CustomResourceRequest,
  saying: GateSaying,
  { deployment, lease }: Held,
): Promise<string | undefined> {
  const standing = request.oldProperties === undefined ? undefined : readGate(request.oldProperties);
  const stands = standing?.ok === true ? standing.value : undefined;
  const before = stands ?? saying;
  const ended = await endDeployment(ports, {
    project: saying.request.policy.id,
    handle: { deployment: deployment.id, fence: deployment.fence },
    actor: actorOf(request),
    watched: watchedOf(request, before.request),
    circumstances: {
      turnedBack: parseHandle(request.physicalId)?.turnedBack === true && isSameHandle(request, deployment.id),
      otherTemplate: stands !== undefined && stands.fingerprint !== deployment.hashes.template,
      story: `it was left behind unfinished by ${lease.holder}`,
    },
    until: soonest(ports, SETTLE_MS),
  });
  if (ended.step !== 'unknown') return undefined;
  const { environment } = saying.request;
  return `Deployment ${deployment.id} of ${deployment.release} to ${environment} was left behind by ${lease.holder}, and what became of it is not known: ${ended.message}. Nothing was changed. See \`slipway verify ${environment}\`, then deploy once more.`;
}

function isSameHandle({ physicalId }: CustomResourceRequest, deployment: string): boolean {
  return parseHandle(physicalId)?.deployment === deployment;
}

function failed(request: CustomResourceRequest, decision: string, reason: string): Reply {
  return { status: 'FAILED', physicalId: request.physicalId ?? nothingOpened(request), decision, reason };
}
