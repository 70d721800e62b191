import { AwsClients } from '../lib/aws/index.js';
import { handleCustomResource, isCustomResourceEvent, mayTurnAnswer, namesIn } from '../lib/gate/index.js';
import type { Instant } from '../lib/ids.js';
import { type AppendAnswer, answerAppend, DynamoDbAppender, DynamoDbLedger } from '../lib/ledger/index.js';
import { promote } from './ledger-function/promote.js';
import { putAnswer } from './ledger-function/put-answer.js';
import { StackObserver } from './ledger-function/stack-observer.js';
import { physicalId, stackStatus } from './ledger-function/stack-status.js';

/** What Lambda tells of one run. */
interface Run {
  getRemainingTimeInMillis(): number;
}

/** Left for what comes after the last look: the record, and an answer that takes several tries. In milliseconds. */
const MARGIN_MS = 90_000;

const clients = new AwsClients();

/**
 * The function of a ledger. Who may invoke it may append to the record; CloudFormation asks it for the gates and the
 * outcomes of stacks; from time to time it looks by itself at what was prepared to follow. What it may do is what its role
 * may: it writes to no table but that of its ledger.
 */
export async function handler(event: unknown, run: Run): Promise<AppendAnswer | undefined> {
  const table = process.env.TABLE;
  if (table === undefined || table === '') throw new Error('TABLE does not say which table the ledger is kept in');
  const until = new Date(Date.now() + run.getRemainingTimeInMillis() - MARGIN_MS).toISOString() as Instant;
  if (isCustomResourceEvent(event)) return answerStack(table, event, until);
  const operation = (event as { readonly operation?: unknown } | null)?.operation;
  if (operation === 'append') return append(table, event, until);
  if (operation === 'promote') return follow(table, { until, patience: 'settle' });
  const problem = {
    code: 'InvalidAppend',
    message: `the function of the ledger knows no operation ${JSON.stringify(operation) ?? 'undefined'}`,
    hint: 'Slipway here and the deployed ledger differ too much: update both to one version',
  };
  return { error: { kind: 'input', problems: [problem] } };
}

async function answerStack(table: string, event: unknown, until: Instant): Promise<undefined> {
  const observer = new StackObserver(clients);
  await handleCustomResource(event, {
    ledger: new DynamoDbLedger(clients.dynamodb, { table, names: namesIn(event) }),
    now: () => new Date().toISOString() as Instant,
    until,
    stackStatus: (stack) => stackStatus(clients, stack),
    physicalId: (stack, resource) => physicalId(clients, stack, resource),
    observe: (watched, at) => observer.observe(watched, at),
    pause,
    put: putAnswer,
    log: (line) => console.log(line),
  });
  return undefined;
}

/** Appends, and looks at once at what may follow since then. What comes of that does not touch what was appended. */
async function append(table: string, request: unknown, until: Instant): Promise<AppendAnswer> {
  const answer = await answerAppend(new DynamoDbAppender(clients.dynamodb, { table }), request);
  if (!('event' in answer) || answer.event === undefined || !mayTurnAnswer(answer.event.fact)) return answer;
  const { project } = answer.event;
  try {
    await follow(table, { until, project, patience: 'none' });
  } catch (error) {
    console.log(JSON.stringify({ automatic: 'broken', project, why: error instanceof Error ? error.message : error }));
  }
  return answer;
}

/** Makes what was prepared to follow by itself, where this function is one that does. */
async function follow(table: string, what: Omit<Parameters<typeof promote>[1], 'table' | 'pause'>): Promise<undefined> {
  if (process.env.PROMOTES === 'true') await promote(clients, { table, pause, ...what });
  return undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
