import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachOperation } from '../crash/run-killed.js';
import { type Findings, World } from './world.js';

jest.setTimeout(180_000);

const PUBLISH = ['publish', 'carts=carts:0.10.17', 'carts-db=carts-db:0.4.1'];
const CREATE = ['release', 'create'];
const DEPLOY = ['deploy', '2'];
const VERDICT = ['verdict', 'dev', 'fail', '--evidence', 'https://ci.example.com/runs/71'];

let root: string;
/** The story, one world after each of its steps. */
let begun: World;
let published: World;
let created: World;
let deployed: World;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'slipway-kill-'));
  begun = new World(join(root, 'begun'));
  await begun.do('publish', 'carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:1.7.0');
  await begun.do('release', 'create');
  await begun.do('deploy', '1');
  await begun.do('verdict', 'dev', 'pass');
  published = begun.copy(join(root, 'published'));
  await published.do(...PUBLISH);
  created = published.copy(join(root, 'created'));
  await created.do(...CREATE);
  deployed = created.copy(join(root, 'deployed'));
  await deployed.do(...DEPLOY);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a world looks like in which a command was killed at one operation, and what becomes of it. */
interface Scene {
  readonly world: World;
  readonly before: Findings;
  readonly killed: Findings;
}

/**
 * Kills a command at every one of its changes to the file system, half of what is being written written, each time in a
 * new copy of the world before it.
 */
async function killEverywhere(from: World, words: readonly string[], check: (scene: Scene) => Promise<void>) {
  const name = words.join('-').replace(/\W+/g, '-');
  const operations = await from.copy(join(root, `${name}-whole`)).operationsOf(words);
  const before = await from.look();
  let kills = 0;
  await forEachOperation(1, operations, async (at) => {
    const world = from.copy(join(root, `${name}-${at}`));
    const { code } = await world.run(words, { at, torn: true });
    if (code === null) kills++;
    const killed = await world.look();
    expect(hashes(killed).slice(0, before.events.length)).toEqual(hashes(before));
    await check({ world, before, killed });
  });
  process.stdout.write(`slipway ${words.join(' ')}: killed at each of ${kills} of ${operations} changes to files\n`);
  expect(kills).toBe(operations);
}

function hashes({ events }: Findings): readonly string[] {
  return events.map(({ hash }) => hash);
}

function newFacts({ before, killed }: Pick<Scene, 'before' | 'killed'>): readonly string[] {
  return killed.events.slice(before.events.length).map(({ fact }) => fact.type);
}

test('publish, killed anywhere: every service has its old image or its new one, and the same command completes it', async () => {
  const whole = await published.look();
  await killEverywhere(begun, PUBLISH, async ({ world, before, killed }) => {
    for (const [artifact, image] of Object.entries(killed.latest))
      expect([before.latest[artifact], whole.latest[artifact]]).toContain(image);
    expect(Object.keys(killed.latest)).toEqual(Object.keys(whole.latest));
    await world.do(...PUBLISH);
    expect((await world.look()).latest).toEqual(whole.latest);
    expect(world.files()).toEqual(published.files());
  });
});

test('release create, killed anywhere: the release is there or not, and the same command ends with one, of the same number', async () => {
  const whole = await created.look();
  await killEverywhere(published, CREATE, async ({ world, before, killed }) => {
    expect([hashes(before), hashes(whole)]).toContainEqual(hashes(killed));
    expect(await world.do(...CREATE)).toMatchObject({ number: 2 });
    expect(hashes(await world.look())).toEqual(hashes(whole));
  });
});

test('verdict, killed anywhere: it is recorded or not, and the same command ends with that verdict', async () => {
  await killEverywhere(deployed, VERDICT, async ({ world, before, killed }) => {
    expect([[], ['verdict.recorded']]).toContainEqual(newFacts({ before, killed }));
    expect([undefined, 'fail']).toContain(killed.status.verdict);
    await world.do(...VERDICT);
    const after = await world.look();
    expect(after.status.verdict).toBe('fail');
    expect(new Set(after.events.slice(before.events.length).map(({ fact }) => JSON.stringify(fact))).size).toBe(1);
  });
});

describe('deploy, killed anywhere', () => {
  let scenes: Scene[];

  beforeAll(async () => {
    scenes = [];
    await killEverywhere(created, DEPLOY, async (scene) => {
      scenes.push(scene);
    });
  });

  /** Those in which the intent is recorded and the outcome is not. */
  const underWay = () => scenes.filter(({ killed }) => killed.status.ongoing.length > 0);

  test('leaves the old state or the new one, said by record, status and stack alike, and loses nothing', async () => {
    const [old, whole] = [await created.look(), await deployed.look()];
    const seen = new Set<string>();
    for (const scene of scenes) {
      const { killed } = scene;
      const facts = newFacts(scene);
      expect([[], ['deployment.requested'], ['deployment.requested', 'deployment.finished']]).toContainEqual(facts);
      expect([old.stack, whole.stack]).toContain(killed.stack);
      if (facts.length === 0) expect(killed.stack).toBe(old.stack);
      if (facts.length === 2) expect(killed.stack).toBe(whole.stack);
      expect(killed.status.release?.number).toBe(facts.length === 2 ? 2 : 1);
      expect(killed.verdict).toBe(facts.length === 1 ? 'converging' : 'converged');
      expect(killed.latest).toEqual(old.latest);
      seen.add(`${facts.length} events, ${killed.stack === old.stack ? 'old' : 'new'} stack`);
    }
    expect([...seen].sort()).toEqual([
      '0 events, old stack',
      '1 events, new stack',
      '1 events, old stack',
      '2 events, new stack',
    ]);
  });

  test('is settled by what stands there when another release goes there instead', async () => {
    const old = await created.look();
    const left = underWay().filter((_, index) => index % 2 === 0);
    await forEachOperation(0, left.length - 1, async (index) => {
      const { world, killed } = left[index] as Scene;
      const other = world.copy(`${world.folder}-other`);
      await other.do('deploy', '1');
      const after = await other.look();
      const intended = killed.status.ongoing[0]?.deployment.id;
      const ends = after.events.flatMap(({ fact }) =>
        fact.type === 'deployment.finished' && fact.deployment === intended ? [fact.outcome] : [],
      );
      expect(ends).toEqual([killed.stack === old.stack ? 'failed' : 'succeeded']);
      expect(after).toMatchObject({
        verdict: 'converged',
        stack: old.stack,
        status: { release: { number: 1 }, ongoing: [] },
      });
    });
  });

  test('ends as if never killed when the same command runs again, and again after that was killed, too', async () => {
    const whole = await deployed.look();
    await forEachOperation(0, scenes.length - 1, async (index) => {
      const { world, before, killed } = scenes[index] as Scene;
      // Every fourth time the second run is killed as well, somewhere else each time.
      if (index % 4 === 0) await world.run(DEPLOY, { at: 1 + ((index * 5) % scenes.length), torn: true });
      await world.do(...DEPLOY);
      const after = await world.look();
      const facts = after.events.slice(before.events.length).map(({ fact }) => fact);
      expect(facts.filter(({ type }) => type === 'deployment.requested')).toHaveLength(1);
      expect(facts.filter((fact) => fact.type === 'deployment.finished').map(({ outcome }) => outcome)).toEqual([
        'succeeded',
      ]);
      const [intended] = killed.status.ongoing;
      if (intended !== undefined) expect(after.status.deployment?.id).toBe(intended.deployment.id);
      expect(after).toMatchObject({ verdict: 'converged', status: { release: { number: 2 }, ongoing: [] } });
      expect(after.stack).toBe(whole.stack);
      expect(world.files()).toEqual(deployed.files());
      if (index % 4 === 2) expect(await world.do(...DEPLOY)).toMatchObject({ performed: false });
    });
  });
});
