import { AwsClients } from '../lib/aws/index.js';
import { handleCustomResource, isCustomResourceEvent, namesIn } from '../lib/gate/index.js';
import type { Instant } from '../lib/ids.js';
import { type AppendAnswer, answerAppend, DynamoDbAppender, DynamoDbLedger } from '../lib/ledger/index.js';
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
 * outcomes of stacks. What it may do is what its role may: it writes to no table but that of its ledger.
 */
export async function handler(event: unknown, run: Run): Promise<AppendAnswer | undefined> {
  const table = process.env.TABLE;
  if (table === undefined || table === '') throw new Error('TABLE does not say which table the ledger is kept in');
  if (!isCustomResourceEvent(event)) return append(table, event);
  const observer = new StackObserver(clients);
  await handleCustomResource(event, {
    ledger: new DynamoDbLedger(clients.dynamodb, { table, names: namesIn(event) }),
    now: () => new Date().toISOString() as Instant,
    until: new Date(Date.now() + run.getRemainingTimeInMillis() - MARGIN_MS).toISOString() as Instant,
    stackStatus: (stack) => stackStatus(clients, stack),
    physicalId: (stack, resource) => physicalId(clients, stack, resource),
    observe: (watched, at) => observer.observe(watched, at),
    pause,
    put: putAnswer,
    log: (line) => console.log(line),
  });
  return undefined;
}

async function append(table: string, request: unknown): Promise<AppendAnswer> {
  const operation = (request as { readonly operation?: unknown } | null)?.operation;
  if (operation === 'append') return answerAppend(new DynamoDbAppender(clients.dynamodb, { table }), request);
  const problem = {
    code: 'InvalidAppend',
    message: `the function of the ledger knows no operation ${JSON.stringify(operation) ?? 'undefined'}`,
    hint: 'Slipway here and the deployed ledger differ too much: update both to one version',
  };
  return { error: { kind: 'input', problems: [problem] } };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
