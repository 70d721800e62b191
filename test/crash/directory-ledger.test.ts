import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { DirectoryLedger, record } from '../../lib/ledger/index.js';
import { fold } from '../../lib/promotion/index.js';
import { PROJECT, releaseCreated } from '../ledger/drafts.js';
import { TemporaryFolders } from '../ledger/temporary-store.js';
import { forEachOperation, KilledProcess, type Killing } from './run-killed.js';

// Some hundred processes, of which each takes a while on a busy machine.
jest.setTimeout(120_000);

const folders = new TemporaryFolders();
const LIMITS = { maxLoose: 8, keptLoose: 4 };
let writer: string;

/** Stores before the event: without a record; and with one that is packed after the next event. */
const stores: Record<string, string> = {};

beforeAll(async () => {
  writer = join(folders.make(), 'writer.js');
  buildSync({ entryPoints: [join(__dirname, '../ledger/writer.ts')], outfile: writer, bundle: true, platform: 'node' });
  stores.empty = folders.make();
  stores.full = folders.make();
  const ledger = new DirectoryLedger(stores.full, LIMITS);
  for (let number = 1; number <= 8; number++)
    await record(ledger, PROJECT, () => releaseCreated(`rel-${number}`).numbered(number));
});

function start(root: string, name: string, killing: Killing = {}, count = 1): KilledProcess {
  return new KilledProcess([writer, root, name, String(count)], killing);
}

function copyOf(store: string): string {
  const copy = folders.make();
  cpSync(stores[store] ?? '', copy, { recursive: true });
  return copy;
}

async function idsIn(root: string): Promise<readonly string[]> {
  const ledger = new DirectoryLedger(root, LIMITS);
  const events = await ledger.events(PROJECT);
  const { state } = await ledger.view(PROJECT);
  expect(state).toEqual(fold(PROJECT, events));
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(Object.keys(state.releases)).toHaveLength(events.length);
  return Object.keys(state.releases);
}

async function recordAgain(root: string, id: string): Promise<void> {
  await record(new DirectoryLedger(root, LIMITS), PROJECT, ({ state }) =>
    Object.hasOwn(state.releases, id) ? undefined : releaseCreated(id).numbered(state.lastNumber + 1),
  );
}

describe.each(['empty', 'full'])('a process that records into a store that was %s', (store) => {
  let operations: number;
  let before: readonly string[];

  beforeAll(async () => {
    before = await idsIn(stores[store] ?? '');
    operations = (await start(copyOf(store), 'new').ended).operations ?? 0;
    expect(operations).toBeGreaterThan(10);
  });

  test('killed at any change to a file, leaves the old or the new record, and the next run completes it', async () => {
    await forEachOperation(1, operations, async (at) => {
      const root = copyOf(store);
      expect((await start(root, 'new', { at, torn: at % 2 === 0 }).ended).code).toBeNull();
      const left = await idsIn(root);
      expect([before, [...before, 'new-1']]).toContainEqual(left);
      await recordAgain(root, 'new-1');
      expect(await idsIn(root)).toEqual([...before, 'new-1']);
    });
  });
});

test('a process held up at any change to a file while another one records, ends with both events, one after the other', async () => {
  const before = await idsIn(stores.full ?? '');
  const { operations = 0 } = await start(copyOf('full'), 'new').ended;
  await forEachOperation(1, operations, async (at) => {
    const root = copyOf('full');
    const slow = start(root, 'slow', { at, signal: 'SIGSTOP' });
    await slow.stopped();
    await recordAgain(root, 'fast-1');
    await recordAgain(root, 'fast-2');
    slow.goOn();
    const { code, stderr, stdout } = await slow.ended;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^operations: \d+\n$/)]);
    expect(stdout).toContain('recorded slow-1\n');
    expect([...(await idsIn(root))].sort()).toEqual([...before, 'fast-1', 'fast-2', 'slow-1'].sort());
  });
});

test('several processes that record at once, and pack, lose nothing and give each number once', async () => {
  const root = folders.make();
  const names = ['a', 'b', 'c'];
  const ended = await Promise.all(names.map((name) => start(root, name, {}, 12).ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await idsIn(root)).toHaveLength(36);
  const { state } = await new DirectoryLedger(root, LIMITS).view(PROJECT);
  expect(Object.values(state.releases).map(({ number }) => number)).toEqual(
    Array.from({ length: 36 }, (_, n) => n + 1),
  );
});
