import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../../lib/canonical.js';
import type { EventHash } from '../../lib/ids.js';
import { Claims } from '../../lib/ledger/directory/claims.js';
import { eventFileName, renderEvent } from '../../lib/ledger/directory/event-file.js';
import { StorePaths } from '../../lib/ledger/directory/store-paths.js';
import { DirectoryLedger, type Ledger, record } from '../../lib/ledger/index.js';
import { type LedgerEvent, sealEvent } from '../../lib/promotion/index.js';
import { minute, PROJECT, releaseCreated } from './drafts.js';
import { ledgerConformance } from './ledger-conformance.js';
import { contentOf, TemporaryFolders } from './temporary-store.js';

const folders = new TemporaryFolders();

ledgerConformance('the directory ledger', async () => new DirectoryLedger(folders.make()));

async function storeOf(count: number): Promise<string> {
  const root = folders.make();
  for (let number = 1; number <= count; number++) await add(new DirectoryLedger(root), `rel-${number}`);
  return root;
}

async function add(ledger: Ledger, id: string): Promise<LedgerEvent | undefined> {
  const { event } = await record(ledger, PROJECT, ({ state }) =>
    releaseCreated(id, minute(state.lastNumber)).numbered(state.lastNumber + 1),
  );
  return event;
}

function eventFiles(root: string): readonly string[] {
  const folder = join(root, PROJECT, 'events');
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

describe('a directory ledger', () => {
  test('does not create anything by reading', async () => {
    const root = join(folders.make(), 'store');
    const ledger = new DirectoryLedger(root);
    await ledger.view(PROJECT);
    await ledger.events(PROJECT);
    await ledger.projects();
    expect(existsSync(root)).toBe(false);
  });

  test('does not take a file in the place of its folder for an empty record', async () => {
    const root = await storeOf(2);
    const events = join(root, PROJECT, 'events');
    rmSync(events, { recursive: true });
    writeFileSync(events, 'a branch that was checked out over it');
    await expect(new DirectoryLedger(root).view(PROJECT)).rejects.toThrow(/cannot be read or written: ENOTDIR.*events/);
  });

  test('does not change anything by reading', async () => {
    const root = await storeOf(2);
    const before = contentOf(root);
    const ledger = new DirectoryLedger(root);
    await ledger.view(PROJECT);
    await ledger.events(PROJECT);
    expect(contentOf(root)).toEqual(before);
  });

  test('tells git which files are for this machine only, and to leave line ends alone', async () => {
    const root = await storeOf(1);
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe(
      '# Working files of Slipway; everything else here belongs into git.\n*/local/\n',
    );
    expect(readFileSync(join(root, '.gitattributes'), 'utf8')).toContain('\n* -text\n');
  });

  test('leaves those two files alone where they exist', async () => {
    const root = folders.make();
    writeFileSync(join(root, '.gitignore'), 'mine\n');
    await add(new DirectoryLedger(root), 'rel-1');
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  test('leaves no working file behind', async () => {
    const root = await storeOf(2);
    expect(readdirSync(join(root, PROJECT, 'local'))).toEqual(['claims']);
    expect(readdirSync(join(root, PROJECT, 'local', 'claims'))).toEqual([]);
  });

  test('writes an event as a file to read, named after its number and its hash', async () => {
    const root = folders.make();
    const event = await add(new DirectoryLedger(root), 'rel-1');
    const [file = ''] = eventFiles(root);
    expect(file).toContain(`00000001-${event?.hash.slice(0, 12)}.json`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(event);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(20);
  });

  test('follows on both heads after two branches were merged, whichever was merged into which', async () => {
    const base = await storeOf(1);
    const [common = ''] = eventFiles(base);
    const first = JSON.parse(readFileSync(common, 'utf8')) as LedgerEvent;
    const ours = sealEvent(PROJECT, releaseCreated('rel-ours', minute(9)).numbered(2), [first]);
    const theirs = sealEvent(PROJECT, releaseCreated('rel-theirs', minute(5)).numbered(2), [first]);
    for (const event of [ours, theirs])
      writeFileSync(join(base, PROJECT, 'events', eventFileName(event)), renderEvent(event));
    const ledger = new DirectoryLedger(base);
    const { state, heads } = await ledger.view(PROJECT);
    expect(heads).toEqual([ours.hash, theirs.hash].sort());
    expect(Object.values(state.releases).map(({ id, number }) => [id, number])).toEqual([
      ['rel-1', 1],
      ['rel-theirs', 2],
      ['rel-ours', 2],
    ]);
    const merged = await add(ledger, 'rel-3');
    expect(merged).toMatchObject({ seq: 3, parents: heads, fact: { release: { number: 3 } } });
    expect((await ledger.view(PROJECT)).heads).toEqual([merged?.hash]);
  });

  test('finishes what a killed process had claimed, and then lets others go on', async () => {
    const root = await storeOf(1);
    const ledger = new DirectoryLedger(root);
    const { heads } = await ledger.view(PROJECT);
    const [first = ''] = eventFiles(root);
    const parent = JSON.parse(readFileSync(first, 'utf8')) as LedgerEvent;
    const claimed = sealEvent(PROJECT, releaseCreated('rel-dead').numbered(2), [parent]);
    writeFileSync(claimOf(root, heads), renderEvent(claimed));
    expect(await ledger.append(PROJECT, heads, releaseCreated('rel-2').numbered(2))).toBeUndefined();
    expect((await ledger.view(PROJECT)).heads).toEqual([claimed.hash]);
    expect((await add(ledger, 'rel-3'))?.parents).toEqual([claimed.hash]);
  });

  test('puts nobody else’s event under the name of one that it finishes, however slow it is', async () => {
    const root = await storeOf(1);
    const { heads } = await new DirectoryLedger(root).view(PROJECT);
    const [first = ''] = eventFiles(root);
    const parent = JSON.parse(readFileSync(first, 'utf8')) as LedgerEvent;
    const [claimed, late] = ['rel-dead', 'rel-late'].map((id) =>
      sealEvent(PROJECT, releaseCreated(id).numbered(2), [parent]),
    ) as [LedgerEvent, LedgerEvent];
    const claim = claimOf(root, heads);
    writeFileSync(claim, renderEvent(claimed));
    const paths = new StorePaths(root, PROJECT);
    let looks = 0;
    const now = {
      holds: () => false,
      isFollowed: () => false,
      isNext: () => {
        // Meanwhile the claim was honoured and removed, and somebody who knows of nothing claims anew.
        if (++looks === 1) writeFileSync(claim, renderEvent(late));
        return looks === 1;
      },
    };
    new Claims(paths).publish(sealEvent(PROJECT, releaseCreated('rel-2').numbered(2), [parent]), now);
    expect((await new DirectoryLedger(root).events(PROJECT)).map(({ hash }) => hash)).toEqual([
      parent.hash,
      claimed.hash,
    ]);
  });

  test('reads an event to which a later version added something', async () => {
    const root = await storeOf(1);
    const [first = ''] = eventFiles(root);
    const { hash: _, ...event } = JSON.parse(readFileSync(first, 'utf8')) as LedgerEvent;
    const more = { ...event, origin: { kind: 'local' } };
    const later = { ...more, hash: sha256(canonicalJson(more)) as EventHash };
    rmSync(first);
    writeFileSync(join(root, PROJECT, 'events', eventFileName(later)), renderEvent(later));
    expect(await new DirectoryLedger(root).events(PROJECT)).toEqual([later]);
  });

  test.each([
    ['half a file', '{"seq": 2, "at"'],
    ['nothing', ''],
    ['something else', '{"hello": "world"}'],
  ])('is not held up by a claim that holds %s', async (_, text) => {
    const root = await storeOf(1);
    const ledger = new DirectoryLedger(root);
    const { heads } = await ledger.view(PROJECT);
    writeFileSync(claimOf(root, heads), text);
    await add(ledger, 'rel-2');
    expect(await ledger.events(PROJECT)).toHaveLength(2);
  });

  function claimOf(root: string, heads: readonly EventHash[]): string {
    return new StorePaths(root, PROJECT).claim(heads);
  }
});

describe('a damaged directory ledger is refused, with the file that is wrong:', () => {
  const damages: readonly (readonly [string, (files: readonly string[], root: string) => string, RegExp])[] = [
    ['a changed byte', ([, file = '']) => edit(file, (text) => text.replace('tim@', 'kim@')), /it was changed/],
    ['a changed space', ([, file = '']) => edit(file, (text) => text.replace('": ', '":\t')), /was edited/],
    ['a truncated file', ([, file = '']) => edit(file, (text) => text.slice(0, 200)), /cut short/],
    ['a missing line end', ([, file = '']) => edit(file, (text) => text.trimEnd()), /was edited/],
    ['an empty file', ([, file = '']) => edit(file, () => ''), /cut short/],
    ['garbage', ([, file = '']) => edit(file, () => '\u0000\u0001'), /not JSON/],
    ['a file removed in the middle', ([, file = '']) => remove(file), /is missing/],
    ['a removed beginning', ([file = '']) => remove(file), /is missing/],
    ['a renamed file', ([, file = '']) => rename(file, '00000007-aaaaaaaaaaaa.json'), /was renamed/],
    [
      'a foreign file',
      (_, root) => write(join(root, PROJECT, 'events', 'notes.txt'), 'hello'),
      /no file of the record/,
    ],
    ['another project’s event', (_, root) => foreign(root), /belongs to the record of project bugfarm/],
    ['a wrong number', (files, root) => misnumbered(files, root), /has the number 9/],
  ];

  test.each(damages)('%s', async (_, damage, why) => {
    const root = await storeOf(3);
    const file = damage(eventFiles(root), root);
    const ledger = new DirectoryLedger(root);
    const heads = [] as EventHash[];
    for (const call of [
      () => ledger.view(PROJECT),
      () => ledger.events(PROJECT),
      () => ledger.append(PROJECT, heads, releaseCreated('rel-4').numbered(4)),
    ])
      await expect(call()).rejects.toMatchObject({
        kind: 'failed',
        problems: [{ code: 'DamagedRecord', message: expect.stringMatching(why), at: { file } }],
      });
    await expect(ledger.view(PROJECT)).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining(file), hint: expect.any(String) }],
    });
  });

  test('every byte of an event counts', async () => {
    const root = await storeOf(2);
    const [file = ''] = eventFiles(root);
    const bytes = readFileSync(file);
    for (let place = 0; place < bytes.length; place += 7) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      writeFileSync(file, changed);
      await expect(new DirectoryLedger(root).view(PROJECT)).rejects.toMatchObject({
        problems: [{ code: 'DamagedRecord', at: { file } }],
      });
    }
  });

  test('an edit is seen by a ledger that has read the file before', async () => {
    const root = await storeOf(2);
    const ledger = new DirectoryLedger(root);
    await ledger.view(PROJECT);
    const [file = ''] = eventFiles(root);
    edit(file, (text) => text.replace('tim@', 'kim@'));
    await expect(ledger.view(PROJECT)).rejects.toMatchObject({ problems: [{ code: 'DamagedRecord' }] });
  });

  test('an event of a later version is not damage, and is not ignored either', async () => {
    const root = folders.make();
    const event = await add(new DirectoryLedger(root), 'rel-1');
    if (event === undefined) throw new Error('nothing was recorded');
    const later = sealEvent(PROJECT, { ...event, fact: { type: 'environment.frozen' } } as never, [event]);
    writeFileSync(join(root, PROJECT, 'events', eventFileName(later)), renderEvent(later));
    await expect(new DirectoryLedger(root).view(PROJECT)).rejects.toMatchObject({
      problems: [{ code: 'UnknownEvent', hint: expect.stringContaining('update') }],
    });
  });

  test('files whose name begins with a dot are nobody’s', async () => {
    const root = await storeOf(1);
    writeFileSync(join(root, PROJECT, 'events', '.DS_Store'), 'x');
    expect(await new DirectoryLedger(root).events(PROJECT)).toHaveLength(1);
  });

  function edit(file: string, change: (text: string) => string): string {
    return write(file, change(readFileSync(file, 'utf8')));
  }

  function write(file: string, text: string): string {
    writeFileSync(file, text);
    return file;
  }

  function remove(file: string): string {
    rmSync(file);
    return file;
  }

  function rename(file: string, name: string): string {
    const renamed = join(file, '..', name);
    renameSync(file, renamed);
    return renamed;
  }

  function foreign(root: string): string {
    const event = sealEvent('bugfarm' as never, releaseCreated('rel-1').numbered(1), []);
    return write(join(root, PROJECT, 'events', eventFileName(event)), renderEvent(event));
  }

  function misnumbered([file = '']: readonly string[], root: string): string {
    const first = JSON.parse(readFileSync(file, 'utf8')) as LedgerEvent;
    const event = sealEvent(PROJECT, releaseCreated('rel-9').numbered(9), [{ hash: first.hash, seq: 8 }]);
    return write(join(root, PROJECT, 'events', eventFileName(event)), renderEvent(event));
  }
});
