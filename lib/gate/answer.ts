import type { ReturnAddress } from './custom-resource-request.js';
import type { Reply } from './reply.js';

/** What CloudFormation is told; it reads no more than 4096 bytes. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const MAX_ANSWER_BYTES = 4096;

/** The text of an answer, never longer than CloudFormation reads: of a long reason the first sentences are kept. */
export function answerText(address: ReturnAddress, { status, physicalId, reason }: Reply): string {
  const answer: Answer = {
    Status: status,
    PhysicalResourceId: physicalId,
    StackId: address.stackId,
    RequestId: address.requestId,
    LogicalResourceId: address.logicalId,
  };
  const full = reason ?? (status === 'FAILED' ? 'It is not known why.' : undefined);
  if (full === undefined) return JSON.stringify(answer);
  const text = (Reason: string): string => JSON.stringify({ ...answer, Reason });
  if (bytes(text(full)) <= MAX_ANSWER_BYTES) return text(full);
  return text(longest(full, (part) => bytes(text(part)) <= MAX_ANSWER_BYTES));
}

const MORE = ' […]';

/** The longest beginning that fits, up to the end of a sentence where it has one, else of a word, else of a character. */
function longest(reason: string, fits: (part: string) => boolean): string {
  const characters = Array.from(reason);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(characters.slice(0, middle).join('') + MORE)) low = middle;
    else high = middle - 1;
  }
  const whole = characters.slice(0, low).join('');
  const sentence = /^.*[.!?](?= )/su.exec(whole)?.[0];
  const word = /^.*(?= )/su.exec(whole)?.[0];
  return `${sentence ?? word ?? whole}${MORE}`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Hands an answer over. Resolves with the status of HTTP; rejects where nobody was reached. */
export type Put = (url: string, text: string) => Promise<number>;

/** Waited between two tries to answer, in milliseconds. CloudFormation waits an hour for an answer that never comes. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * Answers CloudFormation, and tries again where that fails.
 *
 * @throws Error where every try failed
 */
export async function sendAnswer(
  put: Put,
  pause: (milliseconds: number) => Promise<void>,
  url: string,
  text: string,
): Promise<void> {
  let why = '';
  for (const wait of [...WAITS, undefined]) {
    try {
      const status = await put(url, text);
      if (status >= 200 && status < 300) return;
      why = `it was answered with HTTP status ${status}`;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    if (wait !== undefined) await pause(wait);
  }
  throw new Error(`CloudFormation could not be answered: ${why}`);
}
