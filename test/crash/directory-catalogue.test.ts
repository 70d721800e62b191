import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactKey, Instant, Label, ProjectId } from '../../lib/ids';
import { DirectoryCatalogue } from '../../lib/images';
import { writeImageRecord } from '../../lib/images/directory/image-record';

/** What is to happen before each further operation on a file; it may throw. Undefined: nothing. */
let mockBefore: ((operation: string, half: () => void) => void) | undefined;

// Every operation on a file goes through the hook, so that a test can stop, or let somebody else work, at any of them.
jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof import('node:fs')>('node:fs');
  const hooked =
    (name: string, operation: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      mockBefore?.(name, () => {
        if (name === 'writeSync') operation(args[0], (args[1] as Buffer).subarray(0, 20));
      });
      return name === 'fsyncSync' ? undefined : operation(...args);
    };
  const names = [
    'openSync',
    'writeSync',
    'fsyncSync',
    'closeSync',
    'linkSync',
    'unlinkSync',
    'mkdirSync',
    'readdirSync',
    'readFileSync',
  ];
  return {
    ...real,
    ...Object.fromEntries(names.map((name) => [name, hooked(name, real[name as 'openSync'] as never)])),
  };
});

class Killed extends Error {}

const project = 'sockshop' as ProjectId;
const latest = 'latest' as Label;
const carts = 'carts' as ArtifactKey;
const by = { actor: 'tim@example.com', at: '2026-11-20T09:00:00Z' as Instant };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-images-'));
});

afterEach(() => {
  mockBefore = undefined;
  rmSync(root, { recursive: true, force: true });
});

/** The work is done when this returns, and not only when its promise is kept: the adapter does not wait in between. */
function publish(store: string, tag: string): Promise<unknown> {
  return new DirectoryCatalogue(store).publish(
    project,
    latest,
    { carts: `carts:${tag}` } as Record<ArtifactKey, string>,
    by,
  );
}

/** Publishes and is killed before the given operation, half of it done where that is possible. */
async function publishKilledAt(store: string, tag: string, at: number): Promise<'killed' | 'done'> {
  let count = 0;
  const outer = mockBefore;
  mockBefore = (_, half) => {
    if (++count === at) half();
    if (count >= at) throw new Killed();
  };
  const publishing = publish(store, tag);
  mockBefore = outer;
  return publishing.then(
    () => 'done' as const,
    (error: unknown) => {
      if (error instanceof Killed) return 'killed' as const;
      throw error;
    },
  );
}

async function tagsOf(store: string): Promise<string[]> {
  const history = await new DirectoryCatalogue(store).history(project, latest, carts);
  expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => history.length - index));
  return history.map(({ image }) => image.slice('carts:'.length));
}

/** What one leaves that took a version, too late, and was killed before it saw that. */
function leaveClaim(store: string, tag: string, version: number): void {
  const owner = { project, label: latest, artifact: carts };
  const claim = join(store, 'sockshop', 'local', 'images', 'latest', 'carts', `00000${version}.json`);
  if (!existsSync(claim)) writeFileSync(claim, writeImageRecord(owner, { image: `carts:${tag}`, version, ...by }));
}

/** A store for one run, with one version in it or none. */
async function storeFor(run: string, ...tags: string[]): Promise<string> {
  const store = join(root, run);
  for (const tag of tags) await publish(store, tag);
  return store;
}

test('a publisher that is killed at any operation leaves the old state or the new one, and the next one goes on', async () => {
  for (const before of [[], ['one']]) {
    let at = 0;
    for (let end = 'killed'; end === 'killed'; ) {
      const store = await storeFor(`${before.length}-${++at}`, ...before);
      end = await publishKilledAt(store, 'two', at);
      expect([before, ['two', ...before]]).toContainEqual(await tagsOf(store));
      await publish(store, 'two');
      expect(await tagsOf(store)).toEqual(['two', ...before]);
      await publish(store, 'three');
      expect(await tagsOf(store)).toEqual(['three', 'two', ...before]);
    }
    expect(at).toBeGreaterThan(15);
  }
});

test('a publisher finishes the work of one that was killed, before its own, and no update is lost', async () => {
  const ends = new Set<string>();
  for (let at = 1, end = 'killed'; end === 'killed'; at++) {
    const store = await storeFor(`${at}`, 'one');
    end = await publishKilledAt(store, 'two', at);
    await publish(store, 'three');
    const tags = await tagsOf(store);
    ends.add(tags.join());
    const left = readdirSync(join(store, 'sockshop', 'local', 'images', 'latest', 'carts'));
    expect(left).toEqual([]);
  }
  expect([...ends].sort()).toEqual(['three,one', 'three,two,one']);
});

/** Publishes, and at the given operation somebody else does; false where there was no such operation. */
async function publishOvertaken(store: string, at: number, besides: () => void = () => undefined): Promise<boolean> {
  const rivals: Promise<unknown>[] = [];
  let count = 0;
  mockBefore = () => {
    if (++count !== at) return;
    mockBefore = undefined;
    rivals.push(publish(store, 'rival'));
    besides();
  };
  const own = publish(store, 'own');
  mockBefore = undefined;
  await Promise.all([own, ...rivals]);
  return rivals.length > 0;
}

test('a publisher that another one overtakes at any operation loses nothing', async () => {
  let at = 0;
  for (let met = true; met; ) {
    const store = await storeFor(`${++at}`, 'one');
    met = await publishOvertaken(store, at);
    expect([...(await tagsOf(store))].sort()).toEqual(met ? ['one', 'own', 'rival'] : ['one', 'own']);
  }
  expect(at).toBeGreaterThan(15);
});

test('a claim that came too late, and was left by one that was killed, is not brought to life', async () => {
  let at = 0;
  for (let met = true; met; ) {
    const store = await storeFor(`${++at}`, 'one');
    met = await publishOvertaken(store, at, () => leaveClaim(store, 'ghost', 2));
    await publish(store, 'last');
    expect(await tagsOf(store)).not.toContain('ghost');
  }
  expect(at).toBeGreaterThan(15);
});

test('a publisher that is overtaken at any operation by one that is killed at any operation loses nothing', async () => {
  let runs = 0;
  for (let at = 1, met = true; met; at++) {
    // Every sixth operation, beginning elsewhere each time: all of them would take seconds and find no more.
    for (let rivalAt = 1 + (at % 6), rivalEnd = 'killed'; rivalEnd === 'killed' && met; rivalAt += 6) {
      const store = await storeFor(`${at}-${rivalAt}`, 'one');
      const rivals: Promise<string>[] = [];
      let count = 0;
      mockBefore = () => {
        if (++count !== at) return;
        mockBefore = undefined;
        rivals.push(publishKilledAt(store, 'rival', rivalAt));
      };
      const own = publish(store, 'own');
      mockBefore = undefined;
      await own;
      [rivalEnd = 'done'] = await Promise.all(rivals);
      met = rivals.length > 0;
      await publish(store, 'last');
      const tags = await tagsOf(store);
      expect(tags[0]).toBe('last');
      expect(tags.filter((tag) => tag !== 'rival')).toEqual(['last', 'own', 'one']);
      expect(tags.filter((tag) => tag === 'rival').length).toBeLessThanOrEqual(1);
      runs++;
    }
  }
  expect(runs).toBeGreaterThan(100);
});
