import { actorOf } from './caller.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import { parseHandle } from './deployment-handle.js';
import { endDeployment } from './end-deployment.js';
import type { Circumstances } from './ending.js';
import type { GatePorts } from './ports.js';
import { readGate } from './read-properties.js';
import { messageOf, nothingOpened, type Reply } from './reply.js';
import type { StackPhase } from './stack-phase.js';
import { standingOf } from './standing.js';
import { watchedOf } from './watched-services.js';

/** The gate of a deployment is taken away: ends it, where nobody has, by what runs. Never fails. */
export async function leaveGate(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  const physicalId = request.physicalId ?? nothingOpened(request);
  const handle = parseHandle(physicalId);
  const saying = readGate(request.properties);
  if (handle === undefined || !saying.ok) return { status: 'SUCCESS', physicalId, decision: 'nothing' };
  const { deployment, fence } = handle;
  const done = { status: 'SUCCESS', physicalId, deployment, fence } as const;
  try {
    const { phase } = await standingOf(ports, request);
    const ended = await endDeployment(ports, {
      project: saying.value.request.policy.id,
      handle,
      actor: actorOf(request),
      watched: watchedOf(request, saying.value.request),
      circumstances: circumstancesOf(phase, handle.turnedBack),
      until: ports.until,
    });
    if (ended.step === 'gone') return { ...done, decision: 'nothing' };
    if (ended.step === 'unknown') return { ...done, decision: 'unknown', reason: ended.message };
    return { ...done, decision: 'ended', outcome: ended.outcome };
  } catch (error) {
    return { ...done, decision: 'unknown', reason: messageOf(error) };
  }
}

function circumstancesOf(phase: StackPhase, wasTurnedBack: boolean): Circumstances {
  if (phase === 'deletion') return { turnedBack: false, otherTemplate: true, story: 'its stack was deleted' };
  if (phase !== 'rollback' && !wasTurnedBack) return { turnedBack: false, otherTemplate: false };
  return { turnedBack: true, otherTemplate: false, story: 'CloudFormation turned the stack back' };
}
