import { GATE_TYPE, OUTCOME_TYPE } from '../targets/index.js';
import { answerText, type Put, sendAnswer } from './answer.js';
import { answerGate } from './answer-gate.js';
import { answerOutcome } from './answer-outcome.js';
import { type CustomResourceRequest, type ReturnAddress, readIncoming } from './custom-resource-request.js';
import type { GatePorts } from './ports.js';
import { messageOf, nothingOpened, type Reply } from './reply.js';

/** What answering needs beside the ports. */
export interface AnswerPorts {
  readonly put: Put;
  /** Takes one line for the log, JSON without its end. */
  readonly log: (line: string) => void;
}

/**
 * Handles one request of CloudFormation: decides, and answers whatever happens, as CloudFormation would wait an hour
 * otherwise. Doing it twice is doing it once.
 *
 * @throws Error where nobody could be answered; Lambda then delivers the request again
 */
export async function handleCustomResource(event: unknown, ports: GatePorts & AnswerPorts): Promise<void> {
  const incoming = readIncoming(event);
  if (incoming.kind === 'unanswerable') {
    ports.log(JSON.stringify({ decision: 'unanswerable', why: incoming.why }));
    throw new Error(`CloudFormation cannot be answered: ${incoming.why}`);
  }
  const { address } = incoming;
  const reply =
    incoming.kind === 'odd'
      ? unreadable(address, incoming.isDelete, `The request cannot be read: ${incoming.why}.`)
      : await replyTo(ports, incoming.request);
  ports.log(logLine(address, incoming.kind === 'odd' ? undefined : incoming.request, reply));
  await sendAnswer(ports.put, (wait) => ports.pause(wait), address.url, answerText(address, reply));
}

async function replyTo(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  try {
    if (request.resourceType === GATE_TYPE) return await answerGate(ports, request);
    if (request.resourceType === OUTCOME_TYPE) return await answerOutcome(ports, request);
  } catch (error) {
    const what = `Slipway could not find out whether ${request.stackName} may go on: ${messageOf(error)}.`;
    return { ...unreadable(request, request.type === 'Delete', what), decision: 'broken' };
  }
  const what = `Slipway knows ${GATE_TYPE} and ${OUTCOME_TYPE}, not ${request.resourceType}.`;
  return unreadable(request, request.type === 'Delete', what);
}

/** What cannot be understood is refused; but that something is taken away must not fail for that. */
function unreadable(
  { physicalId, requestId }: Pick<ReturnAddress, 'physicalId' | 'requestId'>,
  isDelete: boolean,
  reason: string,
): Reply {
  const status = isDelete ? 'SUCCESS' : 'FAILED';
  return { status, physicalId: physicalId ?? nothingOpened({ requestId }), decision: 'odd', reason };
}

/** One line for the log. The address is left out: whoever has it may answer in our name. */
function logLine(
  { stackId, requestId, logicalId }: ReturnAddress,
  request: CustomResourceRequest | undefined,
  reply: Reply,
): string {
  const { type, resourceType } = request ?? {};
  return JSON.stringify({ resourceType, type, stackId, logicalId, requestId, ...reply });
}
