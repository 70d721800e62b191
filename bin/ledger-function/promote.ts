import type { AwsClients } from '../../lib/aws/index.js';
import { promotePrepared } from '../../lib/gate/index.js';
import type { Instant, ProjectId } from '../../lib/ids.js';
import { DynamoDbLedger } from '../../lib/ledger/index.js';
import { executeChange, findChange } from './prepared-changes.js';
import { StackObserver } from './stack-observer.js';

/** One look at what would follow by itself. */
export interface Promoting {
  readonly table: string;
  /** When to be done. */
  readonly until: Instant;
  /** @default - every project that has a record in the table */
  readonly project?: ProjectId;
  /** Whether what was begun and came to nothing is ended, which takes its time. */
  readonly patience: 'settle' | 'none';
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Makes what was prepared and may follow by itself now. */
export async function promote(
  clients: AwsClients,
  { table, until, project, patience, pause }: Promoting,
): Promise<void> {
  const reading = new DynamoDbLedger(clients.dynamodb, { table, names: { project: '', environments: {} } });
  const observer = new StackObserver(clients);
  for (const one of project === undefined ? await reading.projects() : [project])
    await promotePrepared(
      {
        ledger: reading,
        recordAs: (names) => new DynamoDbLedger(clients.dynamodb, { table, names }),
        now: () => new Date().toISOString() as Instant,
        until,
        actor: `ledger/${table}`,
        find: (prepared) => findChange(clients, prepared),
        execute: (prepared, token) => executeChange(clients, prepared, token),
        observe: (watched, at) => observer.observe(watched, at),
        pause,
        log: (line) => console.log(line),
      },
      one,
      patience,
    );
}
