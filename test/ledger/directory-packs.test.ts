import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordOf } from '../../bench/record-of.js';
import { sha256 } from '../../lib/canonical.js';
import { eventFileName, renderEvent } from '../../lib/ledger/directory/event-file.js';
import { DirectoryLedger, type LedgerView, record } from '../../lib/ledger/index.js';
import { type EventDraft, fold, type LedgerEvent, sealEvent } from '../../lib/promotion/index.js';
import { minute, PROJECT, releaseCreated } from './drafts.js';
import { contentOf, TemporaryFolders } from './temporary-store.js';

const folders = new TemporaryFolders();
const SHAPE = { project: PROJECT, artifacts: ['carts', 'carts-db'], environments: ['dev', 'hardening'] };

/** So that few events are many. */
const LIMITS = { maxLoose: 16, keptLoose: 4 };
const ledgerAt = (root: string): DirectoryLedger => new DirectoryLedger(root, LIMITS);

/** A record of as many loose events as may be: with the next one the older are packed. */
let full: string;
/** A record with packs, loose events and a checkpoint. */
let packed: string;

beforeAll(async () => {
  full = folders.make();
  writeLoose(full, chain(16));
  packed = folders.make();
  for (let number = 1; number <= 40; number++) await add(packed, `rel-${number}`, number);
});

function chain(length: number, draftOf = release): readonly LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (let number = 1; number <= length; number++) {
    const before = events.at(-1);
    events.push(sealEvent(PROJECT, draftOf(number), before === undefined ? [] : [before]));
  }
  return events;
}

function release(number: number): EventDraft {
  return releaseCreated(`rel-${number}`, minute(number)).numbered(number);
}

function writeLoose(root: string, events: readonly LedgerEvent[]): void {
  mkdirSync(join(root, PROJECT, 'events'), { recursive: true });
  for (const event of events) writeFileSync(join(root, PROJECT, 'events', eventFileName(event)), renderEvent(event));
}

function copyOf(root: string): string {
  const copy = folders.make();
  cpSync(root, copy, { recursive: true });
  return copy;
}

function namesIn(root: string, folder: string): readonly string[] {
  const path = join(root, PROJECT, folder);
  return existsSync(path) ? readdirSync(path).sort() : [];
}

async function add(root: string, id: string, minutes = 1000): Promise<LedgerView> {
  const { view } = await record(ledgerAt(root), PROJECT, ({ state }) =>
    releaseCreated(id, minute(minutes)).numbered(state.lastNumber + 1),
  );
  return view;
}

/** What a ledger without memory or checkpoint makes of a record. */
async function fromScratch(root: string): Promise<LedgerView> {
  const copy = copyOf(root);
  rmSync(join(copy, PROJECT, 'local'), { recursive: true, force: true });
  return ledgerAt(copy).view(PROJECT);
}

describe('older events are packed', () => {
  test('when there are more with a file of their own than may be; the newest keep theirs', async () => {
    const root = copyOf(full);
    const before = await ledgerAt(root).events(PROJECT);
    const { state, heads } = await add(root, 'rel-new');
    expect(namesIn(root, 'events')).toHaveLength(4);
    expect(namesIn(root, 'packs')).toEqual([expect.stringMatching(/^00000001-00000013-[0-9a-f]{12}\.jsonl$/)]);
    expect((await ledgerAt(root).events(PROJECT)).slice(0, -1)).toEqual(before);
    expect(await ledgerAt(root).view(PROJECT)).toEqual({ state, heads });
  });

  test('without a change to packs that are there', async () => {
    const root = copyOf(full);
    await add(root, 'rel-new');
    const [first = ''] = namesIn(root, 'packs');
    const text = readFileSync(join(root, PROJECT, 'packs', first), 'utf8');
    for (let number = 1; number <= 13; number++) await add(root, `rel-newer-${number}`);
    expect(namesIn(root, 'packs')).toHaveLength(2);
    expect(readFileSync(join(root, PROJECT, 'packs', first), 'utf8')).toBe(text);
    expect(await ledgerAt(root).view(PROJECT)).toEqual(await fromScratch(root));
  });

  test('once, where a packer was killed before it had removed their files', async () => {
    const root = copyOf(full);
    await add(root, 'rel-new');
    cpSync(join(full, PROJECT, 'events'), join(root, PROJECT, 'events'), { recursive: true });
    const before = await ledgerAt(root).events(PROJECT);
    expect(before).toHaveLength(17);
    await add(root, 'rel-newer');
    expect(namesIn(root, 'packs')).toHaveLength(1);
    expect(namesIn(root, 'events')).toHaveLength(5);
    expect(await ledgerAt(root).events(PROJECT)).toHaveLength(18);
  });
});

describe('a checkpoint', () => {
  const checkpointOf = (root: string): string => join(root, PROJECT, 'local', 'checkpoint');

  test('is written by an append where there are packs', () => {
    expect(existsSync(checkpointOf(packed))).toBe(true);
  });

  test('gives the state that the events give, also after more were recorded', async () => {
    const root = copyOf(packed);
    const ledger = ledgerAt(root);
    expect(await ledger.view(PROJECT)).toEqual(await fromScratch(root));
    for (const id of ['rel-a', 'rel-b']) await add(root, id);
    const { state } = await ledgerAt(root).view(PROJECT);
    expect(state).toEqual((await fromScratch(root)).state);
    expect(state).toEqual(fold(PROJECT, await ledger.events(PROJECT)));
    expect(Object.keys(state.deployments)).toEqual(state.deploymentOrder);
  });

  test('is of no use without the record: what it holds is not believed', async () => {
    const root = copyOf(packed);
    const [pack = ''] = namesIn(root, 'packs');
    rmSync(join(root, PROJECT, 'packs', pack));
    await expect(ledgerAt(root).view(PROJECT)).rejects.toMatchObject({
      problems: [{ code: 'DamagedRecord', message: expect.stringContaining('missing') }],
    });
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['changed at the beginning', (bytes: Buffer) => flip(bytes, 200)],
    ['changed at the end', (bytes: Buffer) => flip(bytes, bytes.length - 20)],
    ['something else', () => Buffer.from('hello')],
  ])('that is %s is made good from the events, without a word', async (_, damage) => {
    const root = copyOf(packed);
    writeFileSync(checkpointOf(root), damage(readFileSync(checkpointOf(root))));
    expect(await ledgerAt(root).view(PROJECT)).toEqual(await fromScratch(root));
  });

  test('that is older than the packs is replaced by the next append', async () => {
    const root = copyOf(packed);
    writeFileSync(checkpointOf(root), 'old');
    await add(root, 'rel-a');
    expect(readFileSync(checkpointOf(root), 'utf8').length).toBeGreaterThan(100);
    expect(await ledgerAt(root).view(PROJECT)).toEqual(await fromScratch(root));
  });

  function flip(bytes: Buffer, place: number): Buffer {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    return changed;
  }
});

describe('a damaged pack is refused, with its name and its line:', () => {
  test.each([
    ['edited', (text: string) => text.replace('"rel-', '"ref-'), /line 1:.*was changed/, 1],
    ['cut short', (text: string) => text.slice(0, -100), /cut short in line 13/, 13],
    ['with a line removed', (text: string) => text.slice(text.indexOf('\n') + 1), /not what its name says/, undefined],
    ['with garbage', (text: string) => text.replace('\n{', '\nx{'), /line 2/, 2],
    ['empty', () => '', /not what its name says/, undefined],
  ])('%s', async (_, damage, why, line) => {
    const root = copyOf(packed);
    const [name = ''] = namesIn(root, 'packs');
    const file = join(root, PROJECT, 'packs', name);
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    await expect(ledgerAt(root).view(PROJECT)).rejects.toMatchObject({
      kind: 'failed',
      problems: [
        {
          code: 'DamagedRecord',
          message: expect.stringMatching(why),
          at: line === undefined ? { file } : { file, line },
        },
      ],
    });
  });
});

describe('git', () => {
  test('merges two branches that both recorded, and both packed, without a conflict', async () => {
    const root = folders.make();
    writeLoose(root, chain(16, finished));
    const git = gitIn(root);
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'base');
    for (const branch of ['one', 'two']) {
      git('checkout', '-q', '-b', branch, 'main');
      const ledger = ledgerAt(root);
      for (const number of [1, 2, 3]) await record(ledger, PROJECT, () => finished(1000 + number, branch));
      expect(namesIn(root, 'packs')).toHaveLength(1);
      git('add', '-A');
      git('commit', '-q', '-m', branch);
    }
    git('merge', '-q', '-m', 'merge', 'one');
    expect(git('status', '--short')).toBe('');
    expect(git('ls-files', 'sockshop/local')).toBe('');
    expect(await ledgerAt(root).events(PROJECT)).toHaveLength(16 + 6);
    expect((await ledgerAt(root).view(PROJECT)).heads).toHaveLength(2);
    await add(root, 'rel-after');
    const view = await ledgerAt(root).view(PROJECT);
    expect(view.heads).toHaveLength(1);
    expect(view).toEqual(await fromScratch(root));
  });

  /** Events that differ as little as events can: git would take one for another that was renamed. */
  function finished(number: number, deployment = 'dep'): EventDraft {
    const artifacts = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => {
        const image = `docker.io/example/service-${index}:1.0.${index}`;
        return [`service-${index}`, { status: 'running', image, digest: `sha256:${sha256(image)}` }];
      }),
    );
    const fact = { type: 'deployment.finished', deployment, fence: number, outcome: 'succeeded', artifacts };
    return { at: minute(number), actor: 'tim@example.org', fact: fact as EventDraft['fact'] };
  }

  function gitIn(root: string): (...args: readonly string[]) => string {
    return (...args) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
      });
  }
});

test('a made-up record for benchmarks is a sound one, as appending would have left it', async () => {
  const root = folders.make();
  await recordOf(root, 300, SHAPE);
  const { state, heads } = await new DirectoryLedger(root).view(PROJECT);
  const events = await new DirectoryLedger(root).events(PROJECT);
  expect(state.deploymentOrder).toHaveLength(300);
  expect(Object.values(state.environments).map(({ passed }) => passed.length)).toEqual([150, 150]);
  expect(state).toEqual(fold(PROJECT, events));
  expect(heads).toEqual([events.at(-1)?.hash]);
});

test('no file of a record is ever changed', async () => {
  const root = copyOf(full);
  const before = contentOf(join(root, PROJECT));
  await add(root, 'rel-new');
  for (const [file, text] of contentOf(join(root, PROJECT))) if (before.has(file)) expect(text).toBe(before.get(file));
});
