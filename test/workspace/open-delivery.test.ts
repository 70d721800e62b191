import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRelease, deploy, publish, requireEnvironment } from '../../lib/delivery/index.js';
import { type OpenOptions, openDelivery, openStore } from '../../lib/workspace/index.js';
import { FakeRenderer } from '../delivery/fake-renderer.js';
import { codesOf, errorOf, FIRST, SOCKSHOP } from '../delivery/stage.js';

const tim = { actor: 'tim' };
const before = process.env.SLIPWAY_STORE;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-workspace-'));
  writeFileSync(join(root, 'slipway.yaml'), SOCKSHOP);
  mkdirSync(join(root, 'src'));
  delete process.env.SLIPWAY_STORE;
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  if (before === undefined) delete process.env.SLIPWAY_STORE;
  else process.env.SLIPWAY_STORE = before;
});

/** Publishes something, and tells which folders came to be by it. */
async function storesAfter(options: OpenOptions): Promise<string[]> {
  await publish(openDelivery({ directory: join(root, 'src'), ...options }), 'latest', FIRST, tim);
  const found = readdirSync(root, { recursive: true }) as string[];
  return found.filter((name) => name.endsWith('sockshop')).map((name) => join(name, '..'));
}

describe('the store', () => {
  test('is .slipway beside the manifest, wherever the user is', async () => {
    expect(await storesAfter({})).toEqual(['.slipway']);
  });

  test('is the one that the manifest names, from the manifest on', async () => {
    writeFileSync(join(root, 'slipway.yaml'), `${SOCKSHOP}\nstore: dir:records\n`);
    expect(await storesAfter({})).toEqual(['records']);
  });

  test('is the one of the environment variable before that, from where the user is', async () => {
    writeFileSync(join(root, 'slipway.yaml'), `${SOCKSHOP}\nstore: dir:records\n`);
    process.env.SLIPWAY_STORE = 'dir:theirs';
    expect(await storesAfter({})).toEqual(['src/theirs']);
  });

  test('is the named one before all others', async () => {
    process.env.SLIPWAY_STORE = 'dir:theirs';
    expect(await storesAfter({ store: `dir:${join(root, 'named')}` })).toEqual(['named']);
  });

  test('is not there because the variable is empty', async () => {
    process.env.SLIPWAY_STORE = '';
    expect(await storesAfter({})).toEqual(['.slipway']);
  });

  test('comes into being with the first thing that is written, and not by being opened or read', async () => {
    const { ledger, catalogue, project } = openDelivery({ directory: root });
    await ledger.view(project.id);
    await ledger.events(project.id);
    await catalogue.labels(project.id);
    expect(existsSync(join(root, '.slipway'))).toBe(false);
  });

  test.each(['dir:slipway.yaml', 'dir:slipway.yaml/below'])('cannot be %p, which is no folder', async (url) => {
    const { project } = openDelivery({ directory: root });
    expect(await codesOf(() => openStore(url, root, project))).toEqual(['StoreNotAFolder']);
  });

  test('in memory forgets, and one in a folder does not', async () => {
    for (const [url, kept] of [
      ['memory:', 0],
      ['dir:store', 1],
    ] as const) {
      const options = { directory: root, store: url };
      await createRelease(openDelivery(options), { choices: FIRST }, tim);
      const { ledger, project } = openDelivery(options);
      expect((await ledger.view(project.id)).state.lastNumber).toBe(kept);
    }
  });

  test.each(['aws:a', `aws:${'a'.repeat(256)}`, 'aws:my table'])(
    'on AWS cannot be %p, which is no name of a table',
    async (url) => {
      const { project } = openDelivery({ directory: root });
      expect(await codesOf(() => openStore(url, root, project))).toEqual(['InvalidTableName']);
    },
  );

  test('on AWS is opened without AWS, and takes only real times', async () => {
    process.env.SLIPWAY_CLOCK = '2026-11-20T09:30:00Z';
    const { now } = openDelivery({ directory: root, store: 'aws:' });
    expect(await codesOf(now)).toEqual(['ClockRefused']);
    delete process.env.SLIPWAY_CLOCK;
    expect(Date.parse(now())).toBeGreaterThan(0);
  });

  test.each(['dir:', 's3://bucket', 'records', ''])('cannot be %p, and says what it can be', async (url) => {
    const { project } = openDelivery({ directory: root });
    const error = await errorOf(() => openStore(url, root, project));
    expect(error).toMatchObject({
      kind: 'input',
      problems: [
        { code: 'UnknownStore', message: expect.stringContaining(`"${url}"`), hint: expect.stringContaining('aws:') },
      ],
    });
  });
});

describe('a program that uses the library', () => {
  test('does what the command line does: the record is found again from the same folder', async () => {
    const delivery = openDelivery({ directory: join(root, 'src') });
    const { release } = await createRelease(delivery, { choices: FIRST }, tim);
    const { directory: target } = openStore('dir:.slipway', root, delivery.project);
    const dev = requireEnvironment(delivery.project, delivery.serviceSet, 'dev').id;
    const means = {
      target,
      renderer: new FakeRenderer(),
      tool: 'test',
      holder: 'here/1',
      leaseMs: 60_000,
      isGone: () => false,
      pause: async () => undefined,
    };
    const { deployment } = await deploy(delivery, { release, environment: dev, kind: 'deploy', signer: tim }, means);
    const again = openDelivery({ directory: root });
    const { state } = await again.ledger.view(again.project.id);
    expect(state.deployments[deployment.id]).toEqual(deployment);
    expect(deployment).toMatchObject({
      status: 'succeeded',
      target: 'directory',
      hashes: { manifest: again.manifestHash },
    });
  });

  test.each<[string, OpenOptions, string]>([
    ['the manifest is not there', { manifest: 'none.yaml' }, 'ManifestNotReadable'],
    ['the project is another one', { project: 'shop' }, 'UnknownProject'],
    ['the service set is another one', { serviceSet: 'api' }, 'UnknownServiceSet'],
  ])('is told where %s', async (_, options, code) => {
    expect(await codesOf(() => openDelivery({ directory: root, ...options }))).toEqual([code]);
  });

  test('is told everything that is wrong with a manifest, with the lines', async () => {
    writeFileSync(join(root, 'slipway.yaml'), 'project: shop\nenvironmnets: []\nservices:\n  - { id: a, imag: a }\n');
    const { kind, problems } = await errorOf(() => openDelivery({ directory: root }));
    expect(kind).toBe('input');
    expect(problems.map(({ at }) => at?.line)).toEqual(expect.arrayContaining([2, 4]));
  });
});
