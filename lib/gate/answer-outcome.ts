import { findDeployment } from '../promotion/index.js';
import { actorOf } from './caller.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import { type DeploymentHandle, parseHandle } from './deployment-handle.js';
import { type Ended, endDeployment } from './end-deployment.js';
import type { GatePorts } from './ports.js';
import { type OutcomeSaying, readOutcome } from './read-properties.js';
import { messageOf, type Reply } from './reply.js';
import { standingOf } from './standing.js';
import { watchedOf } from './watched-services.js';

/**
 * The end of a deployment, after a stack changed its last service: it succeeded exactly if what ECS runs is the release;
 * where something else runs the stack fails, and CloudFormation turns it back. What is not known is no success and no
 * failure: the stack stands, and the deployment stays ongoing.
 */
export async function answerOutcome(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  const physicalId = request.physicalId ?? `${request.stackName}/${request.logicalId}`;
  const done: Reply = { status: 'SUCCESS', physicalId, decision: 'nothing' };
  if (request.type === 'Delete') return done;
  try {
    const { phase } = await standingOf(ports, request);
    // The gate is asked once more when everything was turned back; what is seen before that is of no lasting.
    if (phase === 'rollback' || phase === 'deletion') return { ...done, decision: 'turned-back' };
  } catch (error) {
    return { ...done, decision: 'unknown', reason: messageOf(error) };
  }
  const saying = readOutcome(request.properties);
  const handle = saying.ok ? parseHandle(saying.value.deployment) : undefined;
  if (!saying.ok || handle === undefined) {
    const why = saying.ok ? `Deployment ${JSON.stringify(saying.value.deployment)} names no deployment` : saying.why;
    const reason = `The outcome of ${request.stackName} cannot be read: ${why}.`;
    return { status: 'FAILED', physicalId, decision: 'odd', reason };
  }
  return { ...done, ...(await end(ports, request, saying.value, handle)) };
}

type Result = Partial<Reply> & Pick<Reply, 'decision'>;

async function end(
  ports: GatePorts,
  request: CustomResourceRequest,
  saying: OutcomeSaying,
  handle: DeploymentHandle,
): Promise<Result> {
  const ids = { deployment: handle.deployment, fence: handle.fence };
  let ended: Ended;
  try {
    ended = await endDeployment(ports, {
      project: saying.request.policy.id,
      handle,
      actor: actorOf(request),
      watched: watchedOf(request, saying.request, saying),
      circumstances: { turnedBack: false, otherTemplate: false },
      until: ports.until,
    });
    if (ended.step === 'gone') return { ...ids, ...(await endedBefore(ports, saying, handle)) };
  } catch (error) {
    ended = { step: 'unknown', message: messageOf(error) };
  }
  const { environment } = saying.request;
  if (ended.step === 'unknown') {
    const reason = `What became of deployment ${handle.deployment} to ${environment} is not known: ${ended.message}. It stays ongoing. End it with \`slipway reconcile ${environment}\`.`;
    return { ...ids, decision: 'unknown', reason };
  }
  if (ended.outcome === 'succeeded') return { ...ids, decision: 'ended', outcome: ended.outcome };
  const reason = `Deployment ${handle.deployment} to ${environment} ${ended.outcome === 'failed' ? 'failed' : 'was rolled back'}: ${[ended.message ?? 'something else runs', ...ended.notes].join('. ')}.`;
  return { ...ids, status: 'FAILED', decision: 'ended', outcome: ended.outcome, reason };
}

/** What to say of a deployment that is no longer held under the fence of this stack. */
async function endedBefore(ports: GatePorts, { request }: OutcomeSaying, handle: DeploymentHandle): Promise<Result> {
  const { state } = await ports.ledger.view(request.policy.id);
  const { deployment: id, fence } = handle;
  const deployment = findDeployment(state, id);
  if (deployment === undefined)
    return { status: 'FAILED', decision: 'lost', reason: `The record has no deployment ${id}.` };
  const { status, message, supersededBy } = deployment;
  if (status === 'succeeded' && supersededBy === undefined) return { decision: 'repeated', outcome: status };
  if (status === 'ongoing' && supersededBy === undefined && deployment.fence > fence) {
    const reason = `Deployment ${id} to ${request.environment} was taken over under fence ${deployment.fence}. Whoever did so will end it.`;
    return { decision: 'taken-over', reason };
  }
  const what = supersededBy === undefined ? `has ended as ${status}` : `was superseded by ${supersededBy}`;
  const reason = `Deployment ${id} to ${request.environment} ${what}${message === undefined ? '' : `: ${message}`}.`;
  return { status: 'FAILED', decision: 'lost', reason };
}
