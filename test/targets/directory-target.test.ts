import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryTarget, type RenderedStack } from '../../lib/targets/index.js';
import { AT, place } from './places.js';

/** What is to happen before each further operation that changes a file; it may throw. Undefined: nothing. */
let mockBefore: ((operation: string) => void) | undefined;

jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof import('node:fs')>('node:fs');
  const changing = [
    'mkdirSync',
    'openSync',
    'writeSync',
    'writeFileSync',
    'fsyncSync',
    'closeSync',
    'renameSync',
    'unlinkSync',
  ] as const;
  const hooked = changing.map((name) => [
    name,
    (...args: unknown[]) => {
      mockBefore?.(name);
      return (real[name] as (...all: unknown[]) => unknown)(...args);
    },
  ]);
  return { ...real, ...Object.fromEntries(hooked) };
});

class Killed extends Error {}

const carts = place('  - { id: carts, image: carts }');

function stack(image: string): RenderedStack {
  const template = {
    Resources: {
      task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ContainerDefinitions: [{ Name: 'carts', Image: image }] },
      },
      service: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { Ref: 'task' }, Tags: [{ Key: 'deployment:service', Value: 'carts' }] },
      },
    },
  };
  return { stackName: 'shop-dev', template: `${JSON.stringify(template, undefined, 1)}\n` };
}

const [one, two] = [stack('carts:1'), stack('carts:2')];

let root: string;
let target: DirectoryTarget;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-target-'));
  target = new DirectoryTarget(root);
});

afterEach(() => {
  mockBefore = undefined;
  rmSync(root, { recursive: true, force: true });
});

test('the stack of a place is one file, named after it, that holds the very bytes', async () => {
  await target.apply(carts, one);
  expect(target.fileOf(carts)).toBe(join(root, 'shop', 'stacks', 'shop-dev.template.json'));
  expect(readFileSync(target.fileOf(carts), 'utf8')).toBe(one.template);
  expect(await target.current(carts)).toBe(one.template);
});

test('looking creates nothing', async () => {
  const there = new DirectoryTarget(join(root, 'nowhere'));
  expect(await there.current(carts)).toBeUndefined();
  expect(await there.observe(carts, AT)).toEqual({ state: 'absent', artifacts: {}, at: AT });
  expect(readdirSync(root)).toEqual([]);
});

test('doing it twice is doing it once, and nothing is left over', async () => {
  await target.apply(carts, one);
  await target.apply(carts, two);
  await target.apply(carts, two);
  expect(await target.current(carts)).toBe(two.template);
  expect(readdirSync(join(root, 'shop', 'stacks'))).toEqual(['shop-dev.template.json']);
  expect(readdirSync(join(root, 'shop', 'local'))).toEqual([]);
});

test('stopped before any of its operations, it has put the old stack or the new one there, whole, and the next one goes on', async () => {
  const seen = new Set<string>();
  let at = 0;
  for (let end = 'killed'; end === 'killed'; ) {
    const folder = new DirectoryTarget(join(root, `${++at}`));
    await folder.apply(carts, one);
    let count = 0;
    mockBefore = () => {
      if (++count >= at) throw new Killed();
    };
    end = await folder.apply(carts, two).then(
      () => 'done',
      () => 'killed',
    );
    mockBefore = undefined;
    const found = await folder.current(carts);
    expect([one.template, two.template]).toContain(found);
    seen.add(found === one.template ? 'old' : 'new');
    await folder.apply(carts, two);
    expect(await folder.current(carts)).toBe(two.template);
  }
  expect(at).toBeGreaterThan(6);
  expect([...seen]).toEqual(['old', 'new']);
});

test('an error on the way is told, leaves the old stack, and takes the half-written one away', async () => {
  await target.apply(carts, one);
  mockBefore = (operation) => {
    if (/^write/.test(operation)) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  await expect(target.apply(carts, two)).rejects.toThrow('no space left on device');
  mockBefore = undefined;
  expect(await target.current(carts)).toBe(one.template);
  expect(readdirSync(join(root, 'shop', 'local'))).toEqual([]);
});

test('a reader sees whole stacks only, while others are put there', async () => {
  await target.apply(carts, one);
  const seen = new Set<string | undefined>();
  mockBefore = () => seen.add(readFileSync(target.fileOf(carts), 'utf8'));
  await target.apply(carts, two);
  mockBefore = undefined;
  expect([...seen]).toEqual([one.template, two.template]);
});

describe('somebody else was at the file', () => {
  beforeEach(() => target.apply(carts, one));

  test('and named another image: that is what is observed', async () => {
    writeFileSync(target.fileOf(carts), one.template.replace('carts:1', 'carts:9'));
    expect((await target.observe(carts, AT)).artifacts).toEqual({ carts: { image: 'carts:9' } });
  });

  test('and left half of it: that is unknown, and its text is told', async () => {
    const half = one.template.slice(0, 100);
    writeFileSync(target.fileOf(carts), half);
    expect(await target.observe(carts, AT)).toMatchObject({ state: 'unknown', template: half });
  });

  test('and removed it: nothing is there', async () => {
    rmSync(target.fileOf(carts));
    expect(await target.observe(carts, AT)).toMatchObject({ state: 'absent' });
  });

  test('and put a folder in its place: that is unknown, with the file and the cause', async () => {
    rmSync(target.fileOf(carts));
    mkdirSync(target.fileOf(carts));
    expect(await target.observe(carts, AT)).toMatchObject({
      state: 'unknown',
      message: expect.stringMatching(/shop-dev\.template\.json cannot be read: .*EISDIR/),
    });
  });

  test('and took the right to read it away: the new stack can be read again', async () => {
    chmodSync(target.fileOf(carts), 0o200);
    await target.apply(carts, two);
    expect(statSync(target.fileOf(carts)).mode & 0o400).toBe(0o400);
    expect(await target.current(carts)).toBe(two.template);
  });
});
