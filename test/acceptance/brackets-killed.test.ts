import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachOperation } from '../crash/run-killed.js';
import { World } from './world.js';

jest.setTimeout(180_000);

const ADD = ['bracket', 'add', 'dev', 'carts=carts:0.10.17', 'carts-db=carts-db:0.4.1'];
const RELEASE = ['bracket', 'release', 'dev'];

let root: string;
/** The story, one world after each of its steps. */
let opened: World;
let gathered: World;
let released: World;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'slipway-bracket-'));
  opened = new World(join(root, 'opened'));
  await opened.do('publish', 'carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:1.7.0');
  await opened.do('release', 'create');
  await opened.do('deploy', '1');
  await opened.do('bracket', 'open', 'dev');
  gathered = opened.copy(join(root, 'gathered'));
  await gathered.do(...ADD);
  released = gathered.copy(join(root, 'released'));
  await released.do(...RELEASE);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/**
 * Kills a command at its changes to the file system, at every one or at every so many, each time in a new copy of the
 * world before it.
 */
async function killAtEvery(
  step: number,
  from: World,
  words: readonly string[],
  check: (world: World) => Promise<void>,
) {
  const name = words.slice(0, 2).join('-');
  const operations = await from.copy(join(root, `${name}-whole`)).operationsOf(words);
  expect(operations).toBeGreaterThan(1);
  await forEachOperation(1, Math.ceil(operations / step), async (index) => {
    const at = 1 + (index - 1) * step;
    const world = from.copy(join(root, `${name}-${at}`));
    expect((await world.run(words, { at, torn: true })).code).toBeNull();
    await check(world);
  });
}

async function factsOf(world: World): Promise<readonly string[]> {
  return (await world.look()).events.map(({ fact }) => fact.type);
}

test('bracket add, killed anywhere: all of it gathered or nothing did, and the same command completes it once', async () => {
  await killAtEvery(1, opened, ADD, async (world) => {
    const { bracket } = await world.do('bracket', 'show', 'dev');
    expect([0, 2]).toContain((bracket as { services: readonly unknown[] }).services.length);
    await world.do(...ADD);
    expect(await factsOf(world)).toEqual(await factsOf(gathered));
  });
});

test('bracket release, killed wherever: the same command goes on, to one deployment of one release, and the bracket is over', async () => {
  const whole = await released.look();
  // What deploying does of it is killed everywhere in a test of its own.
  await killAtEvery(2, gathered, RELEASE, async (world) => {
    expect(await world.do(...RELEASE)).toMatchObject({ deployment: { status: 'succeeded', number: 2 } });
    expect(await world.do('bracket', 'show', 'dev')).toMatchObject({ bracket: null });
    const facts = (await factsOf(world)).filter((type) => type !== 'deployment.resumed');
    expect(facts).toEqual(await factsOf(released));
    expect(await world.look()).toMatchObject({ verdict: 'converged', stack: whole.stack });
  });
});
