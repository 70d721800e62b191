import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../bin/commands.js';
import { Machine, sockshop, twoSets } from './machine.js';

const PUBLISH = ['publish', 'carts=carts:1'];
const CREATE = [
  ...['release', 'create', '--set', 'carts=carts:1'],
  ...['--set', 'carts-db=carts-db:1', '--set', 'catalogue=catalogue:1'],
];

/** Runs something with a folder that may only be read; root, whom nothing keeps from writing, becomes nobody for it. */
async function asAnotherUser<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const all = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map((name) => join(folder, name));
  const setMode = (write: number) => {
    for (const path of all) chmodSync(path, (statSync(path).isDirectory() ? 0o555 : 0o444) | write);
  };
  setMode(0);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
    setMode(0o200);
  }
}

describe('where things are looked for', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine(sockshop);
  });
  afterEach(() => machine.remove());

  test('the nearest manifest up to the root of the repository, and not beyond', async () => {
    mkdirSync(join(machine.root, 'inner', 'deep'), { recursive: true });
    machine.cwd = join(machine.root, 'inner', 'deep');
    expect((await machine.json('manifest', 'check')).json.file).toBe(join('..', '..', 'slipway.yaml'));
    mkdirSync(join(machine.root, 'inner', '.git'));
    expect(await machine.json('manifest', 'check')).toMatchObject({
      code: 2,
      json: { error: { code: 'ManifestNotFound' } },
    });
    expect((await machine.run('status', '--manifest', '../../slipway.yaml')).code).toBe(0);
  });

  test.each(['slipway.yml', 'slipway.json', '.wellcome_project'])('%s is a manifest too', async (name) => {
    const other = new Machine('{"project": "p", "environments": [{"id": "dev", "name": "Dev"}], "services": []}', name);
    if (name === '.wellcome_project')
      other.write(name, '{"p": {"environments": [{"id": "dev", "name": "Dev"}], "name": "P"}}');
    expect((await other.json('status')).json).toMatchObject({ project: 'p' });
    other.remove();
  });

  test('a manifest that is a folder, absent or empty is an error that names it', async () => {
    machine.write('folder/x', '');
    machine.write('empty.yaml', '');
    const codes = [];
    for (const file of ['folder', 'absent.yaml', 'empty.yaml']) {
      const { code, json } = await machine.json('status', '--manifest', file);
      expect(code).toBe(2);
      expect(json.error.at.file).toBe(file);
      codes.push(json.error.code);
    }
    expect(codes).toEqual(['ManifestNotReadable', 'ManifestNotReadable', 'EmptyManifest']);
  });

  test('of --store, $SLIPWAY_STORE and the store of the manifest the first one counts', async () => {
    const written = () => readdirSync(machine.root).filter((name) => name.startsWith('store-'));
    machine.write('slipway.yaml', `${sockshop}store: dir:store-manifest\n`);
    mkdirSync(join(machine.root, 'below'));
    machine.cwd = join(machine.root, 'below');
    await machine.do(...PUBLISH);
    expect(written()).toEqual(['store-manifest']);
    machine.env.SLIPWAY_STORE = 'dir:../store-env';
    await machine.do(...PUBLISH);
    expect(written()).toEqual(['store-env', 'store-manifest']);
    await machine.do(...PUBLISH, '--store', 'dir:../store-option');
    expect(written()).toEqual(['store-env', 'store-manifest', 'store-option']);
    machine.env.SLIPWAY_STORE = '';
    await machine.do('publish', 'carts=carts:2');
    expect((await machine.json('images')).json.labels.latest).toEqual({ carts: 'carts:2' });
  });

  test('a store in memory is empty each time', async () => {
    await machine.do(...PUBLISH, '--store', 'memory:');
    expect((await machine.json('images', '--store', 'memory:')).json).toEqual({ labels: {} });
  });

  test.each(['nowhere', 'dir:', 's3://bucket', 'dir:slipway.yaml', 'dir:slipway.yaml/below'])(
    'store %s is refused as input, by commands that read and by commands that write',
    async (store) => {
      for (const words of [['status'], ['images'], PUBLISH]) {
        const { code, json } = await machine.json(...words, '--store', store);
        expect({ code, error: json.error.code }).toEqual({
          code: 2,
          error: expect.stringMatching(/^(UnknownStore|StoreNotAFolder)$/),
        });
      }
    },
  );

  test('a store that may not be written is not there, as far as the exit code goes; reading it still works', async () => {
    await machine.do(...PUBLISH);
    // Loaded now: whoever may write nothing cannot keep what jest compiles, either.
    for (const { load } of commands) await load();
    const found = await asAnotherUser(machine.root, async () => {
      const read = await machine.json('images');
      return [read, await machine.json('publish', 'carts=carts:2'), await machine.json(...CREATE)];
    });
    const [read, ...written] = found;
    expect(read).toMatchObject({ code: 0, json: { labels: { latest: { carts: 'carts:1' } } } });
    for (const { code, json } of written)
      expect({ code, error: json.error.code }).toEqual({ code: 7, error: 'StoreUnavailable' });
    expect((await machine.json('images')).json.labels.latest).toEqual({ carts: 'carts:1' });
  });

  test('a damaged record is refused by everything that reads it, and the file is named', async () => {
    await machine.do(
      'release',
      'create',
      '--set',
      'carts=c/carts:1',
      '--set',
      'carts-db=carts-db:1',
      '--set',
      'catalogue=catalogue:1',
    );
    const [file = ''] = Object.keys(machine.contents()).filter((path) => /events.*\.json$/.test(path));
    const text = machine.read(file.slice(machine.root.length + 1));
    writeFileSync(file, text.replace('catalogue:1', 'catalogue:6'));
    for (const words of [['status'], ['release', 'list'], ['history'], ['deploy', '1']]) {
      const { code, json } = await machine.json(...words);
      expect(code).toBeGreaterThan(0);
      expect(json.error.code).toBe('DamagedRecord');
      expect(JSON.stringify(json.error)).toContain(file.split('/').at(-1));
    }
  });

  test('of several projects one has to be named; the error lists them', async () => {
    const environments = [{ id: 'dev', name: 'Dev' }];
    machine.write('several.json', JSON.stringify({ a: { environments, name: 'A' }, b: { environments, name: 'B' } }));
    const { code, json } = await machine.json('status', '--manifest', 'several.json');
    expect({ code, error: json.error.code }).toEqual({ code: 2, error: 'SeveralProjects' });
    expect(json.error.message).toContain('a, b');
    expect((await machine.json('status', '--manifest', 'several.json', '--project', 'b')).json.project).toBe('b');
    expect((await machine.json('status', '--manifest', 'several.json', '--project', 'c')).json.error.code).toBe(
      'UnknownProject',
    );
  });

  test('of several service sets one has to be named, and each is released on its own', async () => {
    machine.write('slipway.yaml', twoSets);
    expect((await machine.json('status')).json.error).toMatchObject({
      code: 'SeveralServiceSets',
      message: expect.stringContaining('api, site'),
    });
    await machine.do('release', 'create', '--service-set', 'api', '--set', 'items=items:1');
    await machine.do('deploy', '1', '--service-set', 'api');
    expect((await machine.json('status', 'dev', '--service-set', 'api')).json.environments[0].number).toBe(1);
    expect((await machine.json('status', 'dev', '--service-set', 'site')).json.environments[0].number).toBeNull();
    expect((await machine.json('deploy', '1', '--service-set', 'site')).json.error.code).toBe('ForeignRelease');
    await machine.do('verdict', 'dev', 'pass', '--service-set', 'api');
    expect(await machine.do('status', 'prod', '--service-set', 'api')).toContain(
      'Execute: `slipway sync prod --project experience --service-set api` to update:\n- (new) --> items:1',
    );
  });
});

describe('who acts and when', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine(sockshop);
    named = [];
  });
  afterEach(() => machine.remove());

  const actorOf = async () =>
    (
      await machine.json(
        'release',
        'create',
        '--set',
        'carts=carts:1',
        '--set',
        'carts-db=carts-db:1',
        '--set',
        'catalogue=catalogue:1',
        ...named,
      )
    ).json;
  let named: string[] = [];

  test('--actor counts before CI, CI before git', async () => {
    machine.env.GITHUB_ACTIONS = 'true';
    machine.env.GITHUB_ACTOR = 'octocat';
    named = ['--actor', 'sue'];
    expect((await actorOf()).actor).toBe('sue');
    rmSync(join(machine.root, '.slipway'), { recursive: true });
    named = [];
    expect((await actorOf()).actor).toBe('octocat');
    rmSync(join(machine.root, '.slipway'), { recursive: true });
    machine.env.GITHUB_ACTIONS = undefined;
    expect((await actorOf()).actor).toBe('tim@example.com');
  });

  test('nobody is an error only where a record is written', async () => {
    machine.gitEmail = undefined;
    expect(await actorOf()).toMatchObject({ error: { code: 'NoActor', hint: expect.stringContaining('--actor') } });
    named = ['--actor', ' '];
    expect(await actorOf()).toMatchObject({ error: { code: 'NoActor' } });
    for (const words of [['status'], ['images'], ['history'], ['release', 'list'], ['verify']])
      expect((await machine.run(...words)).code).toBe(0);
  });

  test.each(['yesterday', '2026-11-20', '2026-02-30T00:00:00Z', '2026-11-20T09:30:00+01:00'])(
    'SLIPWAY_CLOCK=%s is refused by every command that uses the record',
    async (clock) => {
      machine.env.SLIPWAY_CLOCK = clock;
      for (const words of [['status'], PUBLISH])
        expect((await machine.json(...words)).json.error.code).toBe('InvalidClock');
      machine.env.SLIPWAY_CLOCK = '';
      expect((await machine.run('status')).code).toBe(0);
    },
  );
});

describe('what is typed', () => {
  const machine = new Machine(sockshop);
  afterAll(() => machine.remove());

  test.each([
    [['stauts'], "unknown command 'stauts'", 'did you mean `status`?'],
    [['release', 'crate'], "unknown command 'crate'", 'did you mean `create`?'],
    [['release'], '`slipway release` is several commands, and none is named', 'use `slipway release create`'],
    [['status', '--jsn'], "unknown option '--jsn'", 'did you mean `--json`?'],
    [['status', 'dev', 'prod'], "too many arguments for 'status'", 'see `slipway status --help`'],
    [['why'], "missing required argument 'release'", 'see `slipway why --help`'],
    [['release', 'diff', '1'], "missing required argument 'to'", 'see `slipway release diff --help`'],
    [['publish'], "missing required argument 'service=image'", 'see `slipway publish --help`'],
    [
      ['--project', 'x', 'status'],
      "unknown option '--project'",
      'options stand behind the command, e.g. `slipway status --project`',
    ],
    [['promote', '1'], '--to <environment> is needed', 'examples'],
    [['status', 'hardning'], 'project sockshop has no environment "hardning"', 'did you mean "hardening"?'],
    [['status', 'constructor'], 'project sockshop has no environment "constructor"', 'dev, hardening, production'],
    [['history', '--limit', '0'], '--limit is "0"', 'whole number'],
    [['release', 'show', '1'], 'there is no release "1"', 'slipway release create'],
    [['images', '--label', '__proto__'], '"__proto__" cannot be a label', 'latest'],
  ])('%j is refused with 2, says what and what to do', async (words, message, hint) => {
    const { code, out, err } = await machine.run(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^(\n?error: [^\n]+\nhint: [^\n]+\n)+$/);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/\n\s+at .*[:(]\d+:\d+/);

    const { code: jsonCode, json, err: jsonErr } = await machine.json(...words);
    expect({ jsonCode, jsonErr }).toEqual({ jsonCode: 2, jsonErr: '' });
    const [first] = json.errors ?? [json.error];
    expect(first).toMatchObject({
      code: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
      message: expect.stringContaining(message),
    });
  });

  test('errors of several options are told at once', async () => {
    const { json } = await machine.json('deploy', '--environment', 'x', '--target', 'moon', '--wait', '7');
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'InvalidArguments',
      'UnknownEnvironment',
      'UnknownTarget',
      'InvalidDuration',
    ]);
  });

  test('control characters in what was typed or recorded have no power over the terminal', async () => {
    const { err } = await machine.run('status', 'd\u001b[2Jev\nerror: forged');
    expect(err).not.toContain('\u001b');
    expect(err.match(/^error: /gm)).toHaveLength(1);
    await machine.do(
      'release',
      'create',
      '--set',
      'carts=carts:1',
      '--set',
      'carts-db=carts-db:1',
      '--set',
      'catalogue=catalogue:1',
      '--description',
      'a\u001b[31m\nb',
    );
    for (const words of [
      ['release', 'list'],
      ['release', 'show', '1'],
    ])
      expect(await machine.do(...words)).not.toContain('\u001b');
    expect((await machine.json('release', 'show', '1')).json.description).toBe('a\u001b[31m\nb');
  });

  test('a stack trace is shown only with --verbose', async () => {
    expect((await machine.run('status', 'nope')).err).not.toContain('    at ');
    expect((await machine.run('status', 'nope', '--verbose')).err).toContain('    at ');
  });

  test.each(commands.map(({ name }) => name))('slipway %s --help has an example and fits 80 columns', async (name) => {
    const { code, out, err } = await machine.run(...name.split(' '), '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: slipway ${name} [options]`);
    expect(out).toMatch(/\nExamples:\n {2}\$ /);
    expect(out.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $'))).toEqual([]);
  });

  test('slipway alone shows every command and where to start', async () => {
    const { code, out } = await machine.run();
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toMatch(new RegExp(`^  ${name.split(' ')[0]} +[a-z"]`, 'm'));
    expect(out).toContain('Start with `slipway init`');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await machine.run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
