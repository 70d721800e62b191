import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryLedger } from '../../lib/ledger/index.js';
import { deploymentRequested, releaseCreated } from '../ledger/drafts.js';
import { Machine, sockshop } from './machine.js';

/** Whoever keeps the record in files never waits for, and never hears of, what only AWS needs. */
const SDK = ['cloudformation', 'dynamodb', 'ecr', 'ecs', 'iam', 'lambda', 'ssm', 'sts'];
for (const service of SDK)
  jest.mock(`@aws-sdk/client-${service}`, () => {
    throw new Error(`the client of ${service} was loaded`);
  });

const IMAGES = { carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' };

interface Check {
  readonly name: string;
  readonly outcome: string;
  readonly message: string;
  readonly hint?: string;
}

let machine: Machine;
beforeEach(() => {
  machine = new Machine(sockshop);
});
afterEach(() => machine.remove());

async function examined(...argv: string[]) {
  const { code, json } = await machine.json('doctor', ...argv);
  return { code, ok: json.ok as boolean, checks: json.checks as readonly Check[] };
}

/** What was found under a name, in order. */
async function found(name: string, ...argv: string[]) {
  const { code, checks } = await examined(...argv);
  return { code, found: checks.filter((check) => check.name === name) };
}

/** A package as npm installs it beside the manifest. */
function install(name: string, version: string, more: object = {}): void {
  machine.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version, ...more }));
}

describe('doctor where nothing is on AWS', () => {
  test('finds nothing wrong, says that AWS is not used, and changes nothing', async () => {
    await machine.release(IMAGES);
    const before = machine.contents();
    const { code, out, err } = await machine.run('doctor');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/ok +record +sound: 1 release, 1 deployment\n/);
    expect(out).toMatch(/not checked +aws +not used/);
    expect(out).toMatch(/\nNothing is wrong\.\n$/);
    expect(machine.contents()).toEqual(before);
  });

  test('every check has a name, an outcome and a message', async () => {
    const { ok, checks } = await examined();
    expect(ok).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual([
      'node',
      'slipway',
      'library',
      'aws-cdk-lib',
      'constructs',
      'cdk',
      'manifest',
      'store',
      'record',
      'aws',
      'images',
      'deployments',
    ]);
    for (const { outcome, message } of checks) {
      expect(['ok', 'not-checked']).toContain(outcome);
      expect(message).not.toBe('');
    }
  });

  test('an environment that does not exist is a slip of the command line', async () => {
    expect(await machine.run('doctor', 'hardning')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "hardening"?'),
    });
  });
});

describe('what is wrong stops no other check', () => {
  test('a manifest that is wrong', async () => {
    machine.write('slipway.yaml', 'project: sockshop\nenvironmnts: []\n');
    const { code, ok, checks } = await examined();
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(checks.find(({ name }) => name === 'manifest')).toMatchObject({
      outcome: 'wrong',
      message: expect.stringMatching(/^slipway\.yaml: /),
      hint: expect.stringContaining('slipway manifest check'),
    });
    expect(checks.find(({ name }) => name === 'node')).toMatchObject({ outcome: 'ok' });
    expect(checks.find(({ name }) => name === 'record')).toMatchObject({ outcome: 'not-checked' });
  });

  test('no manifest at all', async () => {
    machine.cwd = join(machine.root, 'elsewhere');
    mkdirSync(join(machine.cwd, '.git'), { recursive: true });
    expect(await found('manifest')).toMatchObject({
      code: 1,
      found: [{ outcome: 'wrong', hint: expect.stringContaining('slipway init') }],
    });
  });

  test('a store of no kind', async () => {
    expect(await found('store', '--store', 's3:bucket')).toMatchObject({
      code: 1,
      found: [{ outcome: 'wrong', message: expect.stringContaining('s3:bucket') }],
    });
  });

  test('a file where the store belongs', async () => {
    expect(await found('store', '--store', 'dir:slipway.yaml')).toMatchObject({
      code: 1,
      found: [{ outcome: 'wrong', message: expect.stringContaining('file') }],
    });
  });

  test('a record that somebody edited', async () => {
    await machine.release(IMAGES);
    const file = Object.keys(machine.contents()).find((path) => /[\\/]events[\\/].*\.json$/.test(path)) ?? '';
    const name = file.slice(machine.root.length + 1);
    machine.write(name, machine.read(name).replace('tim@example.com', 'sue@example.com'));
    const { code, checks } = await examined();
    expect(code).toBe(1);
    expect(checks.find((check) => check.name === 'record')).toMatchObject({ outcome: 'wrong' });
    expect(checks.find((check) => check.name === 'deployments')).toMatchObject({ outcome: 'not-checked' });
  });

  test('a store in memory is pointed out', async () => {
    expect(await found('store', '--store', 'memory:')).toMatchObject({ code: 0, found: [{ outcome: 'warning' }] });
  });
});

describe('programs that are installed beside the manifest', () => {
  const SCHEMA = '@aws-cdk/cloud-assembly-schema';

  test('a cdk that reads what the library writes', async () => {
    install('aws-cdk-lib', '2.276.0', { dependencies: { [SCHEMA]: '^55.3.0' } });
    install('aws-cdk', '2.1148.1', { devDependencies: { [SCHEMA]: '>=55.5.0' } });
    expect(await found('cdk')).toMatchObject({ code: 0, found: [{ outcome: 'ok', message: '2.1148.1' }] });
  });

  test('the cdk that was published by mistake', async () => {
    install('aws-cdk', '3.0.0', { devDependencies: { [SCHEMA]: '43.1.0' } });
    expect(await found('cdk')).toMatchObject({
      code: 1,
      found: [
        {
          outcome: 'wrong',
          message: expect.stringContaining('mistake'),
          hint: expect.stringMatching(/npm install .*aws-cdk@\^2\./),
        },
      ],
    });
  });

  test('a library that this package does not work with', async () => {
    install('aws-cdk-lib', '2.200.0');
    expect(await found('aws-cdk-lib')).toMatchObject({ code: 1, found: [{ outcome: 'wrong' }] });
  });

  test('another slipway than the one that runs', async () => {
    install('slipway', '0.2.0');
    expect(await found('library')).toMatchObject({
      code: 1,
      found: [{ outcome: 'wrong', hint: expect.stringContaining('npx slipway') }],
    });
  });

  test('they are looked for from the manifest, not from where the command is run', async () => {
    install('aws-cdk', '3.0.0');
    machine.cwd = join(machine.root, 'services', 'carts');
    mkdirSync(machine.cwd, { recursive: true });
    expect(await found('cdk')).toMatchObject({ code: 1, found: [{ outcome: 'wrong' }] });
  });
});

describe('a deployment that nobody ends', () => {
  /** Under way in dev since 00:02, until 01:02. */
  async function begin(target = 'directory'): Promise<void> {
    const ledger = new DirectoryLedger(join(machine.root, '.slipway'));
    const { project, numbered } = releaseCreated('rel-000000000001');
    const made = await ledger.append(project, [], numbered(1));
    const requested = deploymentRequested('rel-000000000001', 2);
    const fact = { ...requested.fact, target } as typeof requested.fact;
    await ledger.append(project, [made?.hash ?? ('' as never)], { ...requested, fact });
  }

  test('is pointed out with the command that ends it, once its lease is over', async () => {
    await begin();
    const { code, found: seen } = await found('deployments');
    expect(code).toBe(0);
    expect(seen).toMatchObject([
      { outcome: 'warning', environment: 'dev', hint: expect.stringContaining('`slipway reconcile dev`') },
    ]);
    expect(await machine.do('doctor')).toContain('Nothing is wrong; 1 warning.');
  });

  test('is somebody at work until then', async () => {
    await begin();
    machine.env = { SLIPWAY_CLOCK: '2026-11-20T00:30:00Z' };
    expect((await found('deployments')).found).toMatchObject([{ outcome: 'ok', environment: 'dev' }]);
    machine.gone = ['host/1'];
    expect((await found('deployments')).found).toMatchObject([{ outcome: 'warning' }]);
  });

  test('is not told of another environment', async () => {
    await begin();
    expect((await found('deployments', 'hardening')).found).toMatchObject([{ outcome: 'ok' }]);
  });
});
