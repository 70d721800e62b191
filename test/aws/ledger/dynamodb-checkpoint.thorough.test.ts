import { recordOf } from '../../../bench/record-of.js';
import { AwsClients } from '../../../lib/aws/index.js';
import type { ProjectId } from '../../../lib/ids.js';
import { writeCheckpoint } from '../../../lib/ledger/dynamodb/checkpoint-store.js';
import { itemSize, MAX_ITEM_BYTES } from '../../../lib/ledger/dynamodb/item-size.js';
import { LedgerTable } from '../../../lib/ledger/dynamodb/ledger-table.js';
import { DirectoryLedger, type Ledger, record } from '../../../lib/ledger/index.js';
import { checkpointKey, eventKey, headKey } from '../../../lib/ledger/ledger-names.js';
import { fold, type LedgerEvent } from '../../../lib/promotion/index.js';
import { minute, PROJECT, releaseCreated, releasesCreated } from '../../ledger/drafts.js';
import { TemporaryFolders } from '../../ledger/temporary-store.js';
import { describeAws, faults } from '../emulator/index.js';
import { LedgerTables } from './ledger-tables.js';

interface Pointer {
  readonly slot: string;
  readonly seq: number;
  readonly chunks: number;
}

const folders = new TemporaryFolders();

describeAws('a checkpoint in DynamoDB', () => {
  const tables = new LedgerTables();
  const reads = () => tables.proxy.counts();

  describe('of a record of ten thousand deployments of twenty services', () => {
    const project = 'sockshop' as ProjectId;
    let events: readonly LedgerEvent[];

    beforeAll(async () => {
      const root = folders.make();
      const artifacts = Array.from({ length: 20 }, (_, index) => `service-${index}`);
      await recordOf(root, 10_000, { project, artifacts, environments: ['dev', 'hardening', 'production'] });
      events = await new DirectoryLedger(root).events(project);
    }, 300_000);

    test.each([
      ['as many events after it as come before the next', 79, { 'dynamodb:BatchGetItem': 1, 'dynamodb:GetItem': 1 }],
      ['twice as many, because one could not be written', 159, { 'dynamodb:BatchGetItem': 2, 'dynamodb:GetItem': 1 }],
    ])('lets a process view it in three calls at most: %s', async (_, after, calls) => {
      const table = await tables.make();
      const covered = events.slice(0, -after);
      await tables.seed(table, events.slice(-after));
      const last = covered.at(-1);
      if (last === undefined) throw new Error('there are no events');
      const { dynamodb } = new AwsClients();
      await writeCheckpoint(new LedgerTable(dynamodb, table), fold(project, covered), last, 'A');
      const ledger = tables.open(table);
      tables.proxy.forget();
      const { state, heads } = await ledger.view(project);
      expect(reads()).toEqual(calls);
      expect(heads).toEqual([events.at(-1)?.hash]);
      expect(state).toEqual(fold(project, events));

      tables.proxy.forget();
      await ledger.view(project);
      expect(reads()).toEqual({ 'dynamodb:GetItem': 1 });

      await record(tables.open(table), project, () => releaseCreated('rel-new').numbered(9999));
      tables.proxy.forget();
      await ledger.view(project);
      expect(reads()).toEqual({ 'dynamodb:BatchGetItem': 1, 'dynamodb:GetItem': 1 });
      await expectItemsFit(table);
    });

    async function expectItemsFit(table: string): Promise<void> {
      const { slot, chunks } = await pointerOf(table);
      expect(chunks).toBeLessThan(10);
      for (let chunk = 0; chunk < chunks; chunk++) {
        const item = await tables.item(table, checkpointKey(project, slot as 'A', chunk));
        expect(itemSize(item ?? {})).toBeLessThan(MAX_ITEM_BYTES);
      }
    }
  });

  test('is written when sixty-four events are not in one, and again sixty-four later in the other place', async () => {
    const table = await tables.make();
    const events = releasesCreated(127);
    await tables.seed(table, events.slice(0, 62));
    await add(tables.open(table), 63);
    expect(await pointerOf(table)).toBeUndefined();
    await add(tables.open(table), 64);
    expect(await pointerOf(table)).toMatchObject({ slot: 'A', seq: 64, chunks: 1 });
    await tables.seed(table, events);
    await add(tables.open(table), 128);
    expect(await pointerOf(table)).toMatchObject({ slot: 'B', seq: 128 });
    expect(await tables.item(table, checkpointKey(PROJECT, 'A', 0))).toMatchObject({ seq: 64 });
  });

  test.each([
    ['cannot be written', 'PutItem'],
    ['cannot be pointed at', 'UpdateItem'],
    ['would need a head that cannot be read', 'GetItem'],
  ])('that %s leaves the event recorded, and the next one tries again', async (_, action) => {
    const table = await tables.make();
    await tables.seed(table, releasesCreated(63));
    const ledger = tables.open(table);
    await ledger.view(PROJECT);
    const injected = tables.proxy.inject(faults.denied(), {
      name: `dynamodb:${action}`,
      times: Number.POSITIVE_INFINITY,
      from: action === 'GetItem' ? 2 : 1,
    });
    const { event } = await record(ledger, PROJECT, () => releaseCreated('rel-64', minute(64)).numbered(64));
    expect(event?.seq).toBe(64);
    expect(injected.hits).toBeGreaterThan(0);
    tables.proxy.calm();
    expect(await pointerOf(table)).toBeUndefined();
    await tables.seed(table, releasesCreated(79));
    await add(tables.open(table), 80);
    expect(await pointerOf(table)).toMatchObject({ seq: 80 });
  });

  test('that is late replaces neither what a later one wrote nor what the head points at', async () => {
    const table = await tables.make();
    const events = releasesCreated(20);
    await tables.seed(table, events);
    const ledgerTable = new LedgerTable(new AwsClients().dynamodb, table);
    const write = async (seq: number): Promise<void> => {
      const event = events[seq - 1];
      if (event !== undefined) await writeCheckpoint(ledgerTable, fold(PROJECT, events.slice(0, seq)), event, 'A');
    };
    await write(20);
    await write(10);
    expect(await pointerOf(table)).toMatchObject({ seq: 20 });
    expect(await tables.item(table, checkpointKey(PROJECT, 'A', 0))).toMatchObject({ seq: 20 });
  });

  test('saves reading the events before it, which are still read and verified when all are asked for', async () => {
    const table = await withCheckpoint();
    await tables.remove(table, eventKey(PROJECT, 7));
    expect((await tables.open(table).view(PROJECT)).state).toEqual(fold(PROJECT, releasesCreated(66)));
    await expect(tables.open(table).events(PROJECT)).rejects.toMatchObject({ problems: [{ code: 'DamagedRecord' }] });
  });

  const damages: readonly (readonly [string, (pointer: Record<string, unknown>) => Record<string, unknown>])[] = [
    ['of another version of the fold', (pointer) => ({ ...pointer, fold: 0 })],
    ['of another form', (pointer) => ({ ...pointer, format: 99 })],
    ['of another event', (pointer) => ({ ...pointer, hash: 'a'.repeat(64) })],
    ['of an event that is yet to come', (pointer) => ({ ...pointer, seq: 70 })],
    ['with another hash', (pointer) => ({ ...pointer, sha256: 'b'.repeat(64) })],
    ['of more items than there are', (pointer) => ({ ...pointer, chunks: 3 })],
    ['in the place where none is', (pointer) => ({ ...pointer, slot: 'B' })],
    ['without a place', ({ slot: _, ...pointer }) => pointer],
  ];

  test.each(damages)('%s is not used, and the state is the one of the events', async (_, change) => {
    const table = await withCheckpoint();
    const pointer = (await pointerOf(table)) as unknown as Record<string, unknown>;
    await tables.change(table, headKey(PROJECT), { checkpoint: change(pointer) });
    expect((await tables.open(table).view(PROJECT)).state).toEqual(fold(PROJECT, releasesCreated(66)));
  });

  test('of which a byte was changed is not used', async () => {
    const table = await withCheckpoint();
    const key = checkpointKey(PROJECT, 'A', 0);
    const data = Buffer.from((await tables.item(table, key))?.data as Uint8Array);
    data[100] = (data[100] ?? 0) ^ 1;
    await tables.change(table, key, { data });
    expect((await tables.open(table).view(PROJECT)).state).toEqual(fold(PROJECT, releasesCreated(66)));
  });

  test('that is written over while it is read is read anew', async () => {
    const table = await withCheckpoint();
    const events = releasesCreated(66);
    const [last] = events.slice(-1);
    const ledgerTable = new LedgerTable(new AwsClients().dynamodb, table);
    tables.proxy.before({ name: 'dynamodb:BatchGetItem' }, async () => {
      // The slot that is being read is written anew, as by the second checkpoint since the head was read.
      if (last !== undefined) await writeCheckpoint(ledgerTable, fold(PROJECT, events), last, 'A');
      return 'go on';
    });
    expect((await tables.open(table).view(PROJECT)).state).toEqual(fold(PROJECT, events));
    expect(tables.proxy.counts()).toMatchObject({ 'dynamodb:BatchGetItem': 2, 'dynamodb:GetItem': 2 });
  });

  /** A table with sixty-six events, of which sixty-four are in a checkpoint. */
  async function withCheckpoint(): Promise<string> {
    const table = await tables.make();
    await tables.seed(table, releasesCreated(63));
    await add(tables.open(table), 64);
    await add(tables.open(table), 65);
    await add(tables.open(table), 66);
    tables.proxy.forget();
    return table;
  }

  async function pointerOf(table: string): Promise<Pointer> {
    return (await tables.item(table, headKey(PROJECT)))?.checkpoint as Pointer;
  }

  async function add(ledger: Ledger, number: number): Promise<void> {
    await record(ledger, PROJECT, () => releaseCreated(`rel-${number}`, minute(number)).numbered(number));
  }
});
