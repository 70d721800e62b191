import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { AwsClients, type Lazily } from '../../../lib/aws/index.js';
import { type AppendRequest, DynamoDbAppender, DynamoDbLedger, record } from '../../../lib/ledger/index.js';
import type { LedgerEvent } from '../../../lib/promotion/index.js';
import { deploymentRequested, minute, PROJECT, releaseCreated, releasesCreated } from '../../ledger/drafts.js';
import { describeAws, type Fault, faults } from '../emulator/index.js';
import { LedgerTables, NAMES } from './ledger-tables.js';

describeAws('a ledger in DynamoDB of which calls fail', () => {
  const tables = new LedgerTables();

  /** A record with a release, and a deployment of it that is about to be recorded: every kind of call is made. */
  async function deployOnce(table: string): Promise<LedgerEvent | undefined> {
    const { event } = await record(tables.open(table), PROJECT, ({ state }) =>
      state.deploymentOrder.length > 0 ? undefined : deploymentRequested('rel-1', 1),
    );
    return event;
  }

  async function tableWithRelease(): Promise<string> {
    const table = await tables.make();
    await record(tables.open(table), PROJECT, () => releaseCreated('rel-1', minute(0)).numbered(1));
    tables.proxy.forget();
    return table;
  }

  test.each([
    ['is throttled', faults.throttled()],
    ['ends in an error of AWS', faults.unavailable(500)],
    ['meets a broken connection', faults.brokenConnection()],
    ['happens, and its answer is lost', faults.lostAnswer()],
  ])('records an event once, whichever of the calls %s', async (_, fault: Fault) => {
    const first = await tableWithRelease();
    await deployOnce(first);
    const calls = tables.proxy.calls().length;
    expect(tables.proxy.counts()).toEqual({
      'dynamodb:BatchGetItem': 1,
      'dynamodb:GetItem': 2,
      'dynamodb:TransactWriteItems': 1,
    });
    for (let from = 1; from <= calls; from++) {
      const table = await tableWithRelease();
      const injected = tables.proxy.inject(fault, { from });
      const event = await deployOnce(table);
      expect(injected.hits).toBe(1);
      tables.proxy.calm();
      expect(event?.seq).toBe(2);
      expect((await tables.open(table).events(PROJECT)).map(({ hash }) => hash).slice(1)).toEqual([event?.hash]);
      expect((await tables.item(table, 'rel-1'))?.deployments).toHaveLength(1);
    }
  });

  test('finds its own event where the client gives up after the write had happened', async () => {
    const table = await tableWithRelease();
    const lossy = lossyClient(new AwsClients().dynamodb);
    const ledger = new DynamoDbLedger(lossy, { table, names: NAMES });
    const { event } = await record(ledger, PROJECT, () => releaseCreated('rel-2').numbered(2));
    expect((await tables.open(table).events(PROJECT)).at(-1)).toEqual(event);
  });

  test('says what AWS said where the write did not happen', async () => {
    const table = await tableWithRelease();
    tables.proxy.inject(faults.denied(), { name: 'dynamodb:TransactWriteItems' });
    await expect(deployOnce(table)).rejects.toMatchObject({
      kind: 'unavailable',
      problems: [{ code: 'AccessDenied' }],
    });
    expect(await tables.open(table).events(PROJECT)).toHaveLength(1);
  });

  test('gives the same event to whoever asks again for the same, even after others have gone on', async () => {
    const table = await tableWithRelease();
    const [head] = await tables.open(table).events(PROJECT);
    const appender = new DynamoDbAppender(new AwsClients().dynamodb, { table });
    const request: AppendRequest = {
      project: PROJECT,
      names: NAMES,
      heads: head === undefined ? [] : [head],
      draft: deploymentRequested('rel-1', 1),
    };
    const event = await appender.append(request);
    expect(event).toBeDefined();
    expect(await appender.append(request)).toEqual(event);
    await record(tables.open(table), PROJECT, () => releaseCreated('rel-2').numbered(2));
    expect(await appender.append(request)).toEqual(event);
    expect(await appender.append({ ...request, draft: deploymentRequested('rel-1', 2) })).toBeUndefined();
    expect(await tables.open(table).events(PROJECT)).toHaveLength(3);
    expect((await tables.item(table, 'rel-1'))?.deployments).toHaveLength(1);
  });

  test('waits for the transactions of others', async () => {
    const table = await tableWithRelease();
    tables.proxy.inject(cancelled('None', 'TransactionConflict'), { name: 'dynamodb:TransactWriteItems', times: 2 });
    expect((await deployOnce(table))?.seq).toBe(2);
  });

  test('takes others that never stop for a lost race, and has written nothing', async () => {
    const table = await tableWithRelease();
    const ledger = tables.open(table);
    const { heads } = await ledger.view(PROJECT);
    tables.proxy.inject(cancelled('None', 'TransactionConflict'), {
      times: Number.POSITIVE_INFINITY,
      name: 'dynamodb:TransactWriteItems',
    });
    expect(await ledger.append(PROJECT, heads, releaseCreated('rel-2').numbered(2))).toBeUndefined();
    expect(await ledger.events(PROJECT)).toHaveLength(1);
  });

  test('says so where a table is too busy for a transaction', async () => {
    const table = await tableWithRelease();
    tables.proxy.inject(cancelled('ThrottlingError', 'None'), {
      times: Number.POSITIVE_INFINITY,
      name: 'dynamodb:TransactWriteItems',
    });
    await expect(deployOnce(table)).rejects.toMatchObject({ problems: [{ code: 'AwsThrottled' }] });
  });

  test('asks again for the keys that a batch left over', async () => {
    const table = await tables.make();
    const events = releasesCreated(50);
    await tables.seed(table, events);
    tables.proxy.inject(leavingAllOver(table), { name: 'dynamodb:BatchGetItem', times: 2 });
    expect(await tables.open(table).events(PROJECT)).toEqual(events);
    expect(tables.proxy.counts()).toEqual({ 'dynamodb:BatchGetItem': 3, 'dynamodb:GetItem': 1 });
  });

  test('does not ask for ever', async () => {
    const table = await tables.make();
    await tables.seed(table, releasesCreated(2));
    tables.proxy.inject(leavingAllOver(table), { times: Number.POSITIVE_INFINITY, name: 'dynamodb:BatchGetItem' });
    await expect(tables.open(table).events(PROJECT)).rejects.toMatchObject({ problems: [{ code: 'AwsThrottled' }] });
  });
});

/** Every transaction happens, and then the client fails. */
function lossyClient(dynamodb: Lazily<DynamoDBDocument>): Lazily<DynamoDBDocument> {
  return async () => {
    const document = await dynamodb();
    return new Proxy(document, {
      get(target, name) {
        if (name !== 'transactWrite') {
          const member: unknown = Reflect.get(target, name);
          return typeof member === 'function' ? member.bind(target) : member;
        }
        return async (input: Parameters<DynamoDBDocument['transactWrite']>[0]) => {
          await target.transactWrite(input);
          throw new Error('socket hang up');
        };
      },
    });
  };
}

function cancelled(...codes: readonly string[]): Fault {
  const body = {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  };
  return {
    kind: 'answer',
    answer: () => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(body),
    }),
  };
}

/** An answer with nothing in it but the request, to be made again. */
function leavingAllOver(table: string): Fault {
  return {
    kind: 'answer',
    answer: ({ body }) => {
      const { RequestItems } = JSON.parse(body) as { RequestItems: unknown };
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ Responses: { [table]: [] }, UnprocessedKeys: RequestItems }),
      };
    },
  };
}
