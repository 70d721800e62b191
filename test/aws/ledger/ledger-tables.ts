import { randomUUID } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { AwsClients } from '../../../lib/aws/index.js';
import { eventItem } from '../../../lib/ledger/dynamodb/event-item.js';
import { type Appender, DynamoDbLedger, type LedgerNames } from '../../../lib/ledger/index.js';
import { headKey } from '../../../lib/ledger/ledger-names.js';
import type { LedgerEvent } from '../../../lib/promotion/index.js';
import { PROJECT } from '../../ledger/drafts.js';
import { type Aws, CountingProxy, startAws, useEnvironment } from '../emulator/index.js';
import { createTable } from './create-table.js';

export const NAMES: LedgerNames = { project: 'Sock Shop', environments: { dev: 'Development' } };

/** Tables of ledgers for the tests of a file, behind a proxy that counts and disturbs; gone afterwards. */
export class LedgerTables {
  private aws: Aws | undefined;
  private running: CountingProxy | undefined;
  private reset = (): void => {};
  private readonly made: string[] = [];

  constructor() {
    beforeAll(async () => {
      this.aws = await startAws();
      this.running = await CountingProxy.before(this.aws.endpoint);
      this.reset = useEnvironment(this.running.env);
    });
    afterEach(() => {
      this.proxy.calm();
      this.proxy.forget();
    });
    afterAll(async () => {
      this.reset();
      if (this.aws !== undefined) {
        const dynamodb = await this.aws.clients.dynamodb();
        for (const TableName of this.made) await dynamodb.deleteTable({ TableName });
      }
      await this.running?.stop();
      await this.aws?.stop();
    });
  }

  get proxy(): CountingProxy {
    if (this.running === undefined) throw new Error('only in tests');
    return this.running;
  }

  /** A new table's name. */
  async make(): Promise<string> {
    const table = `slipway-test-${randomUUID()}`;
    await createTable(await this.direct(), table);
    this.made.push(table);
    return table;
  }

  /** A ledger on a table, as a process of its own would open it. */
  open(table: string, append?: Appender): DynamoDbLedger {
    const { dynamodb } = new AwsClients();
    return new DynamoDbLedger(dynamodb, { table, names: NAMES, ...(append === undefined ? {} : { append }) });
  }

  /** The table past the ledger and past the proxy. */
  async raw(): Promise<DynamoDBDocument> {
    return DynamoDBDocument.from(await this.direct());
  }

  /** Puts events there as if they had been appended, with the last one as head. */
  async seed(table: string, events: readonly LedgerEvent[]): Promise<void> {
    const raw = await this.raw();
    for (let from = 0; from < events.length; from += 25) {
      const puts = events.slice(from, from + 25).map((event) => ({ PutRequest: { Item: { ...eventItem(event) } } }));
      await raw.batchWrite({ RequestItems: { [table]: puts } });
    }
    const { project = PROJECT, seq, hash } = events.at(-1) ?? {};
    await this.change(table, headKey(project), { seq, hash });
  }

  async item(table: string, key: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await (await this.raw()).get({ TableName: table, Key: { release_id: key }, ConsistentRead: true });
    return Item;
  }

  async change(table: string, key: string, change: Record<string, unknown>): Promise<void> {
    const Item = { ...(await this.item(table, key)), ...change, release_id: key };
    await (await this.raw()).put({ TableName: table, Item });
  }

  async remove(table: string, key: string): Promise<void> {
    await (await this.raw()).delete({ TableName: table, Key: { release_id: key } });
  }

  private async direct(): Promise<DynamoDB> {
    if (this.aws === undefined) throw new Error('only in tests');
    return this.aws.clients.dynamodb();
  }
}
