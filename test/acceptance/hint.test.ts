import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { done, makeFolder, repository, shell, slipway } from './built.js';

jest.setTimeout(60_000);

const MANIFEST = join(repository, 'examples', 'sockshop', 'slipway.yaml');

describe('the command that status prints', () => {
  const folder = makeFolder('hint');
  const made = join(folder.path, 'made');
  afterAll(() => folder.remove());

  /** Hardening runs the first release, dev the second, which passed there; everything in one store. */
  beforeAll(() => {
    mkdirSync(join(made, '.git'), { recursive: true });
    copyFileSync(MANIFEST, join(made, 'slipway.yaml'));
    done(made, 'publish', 'carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:1.7.0');
    done(made, 'release', 'create');
    done(made, 'deploy', '1');
    done(made, 'verdict', 'dev', 'pass');
    done(made, 'sync', 'hardening');
    done(made, 'deploy', '--set', 'carts=carts:0.10.17', '--set', 'carts-db=carts-db:0.4.1');
    done(made, 'verdict', 'dev', 'pass');
  });

  const places: [string, { manifest: string; store: string; cwd: string; options: string[] }][] = [
    ['where nothing is named', { manifest: 'slipway.yaml', store: '.slipway', cwd: '.', options: [] }],
    ['below the manifest', { manifest: 'slipway.yaml', store: '.slipway', cwd: 'some/folder below', options: [] }],
    [
      'where manifest, store and project are named',
      {
        manifest: 'conf/shop.yaml',
        store: 'elsewhere',
        cwd: 'work',
        options: ['--manifest', '../conf/shop.yaml', '--store', 'dir:../elsewhere', '--project', 'sockshop'],
      },
    ],
    [
      'where names hold spaces, quotes and signs of the shell',
      {
        manifest: "it's mine/$HOME & co.yaml",
        store: 'a store; "quoted"',
        cwd: '.',
        options: ['--manifest', "it's mine/$HOME & co.yaml", '--store', 'dir:a store; "quoted"'],
      },
    ],
  ];

  test.each(places)('does exactly the printed updates %s', (name, { manifest, store, cwd: below, options }) => {
    const root = join(folder.path, name.replaceAll(' ', '-'));
    const cwd = join(root, below);
    for (const path of [cwd, join(root, manifest, '..'), join(root, '.git')]) mkdirSync(path, { recursive: true });
    cpSync(join(made, 'slipway.yaml'), join(root, manifest));
    cpSync(join(made, '.slipway'), join(root, store), { recursive: true });

    const before = images(cwd, options);
    const text = slipway(cwd, ['status', 'hardening', ...options]).out;
    const [, command = '', list = ''] = /Execute: `(.*)` to update:\n((?:- .*\n)+)/.exec(text) ?? [];
    const printed = new Map(
      list.split('\n').flatMap((line) => {
        const [, from, to] = /^- (.*) --> (.*)$/.exec(line) ?? [];
        return from === undefined || to === undefined ? [] : [[from, to] as const];
      }),
    );
    expect([...printed]).toEqual([
      ['carts:0.10.1', 'carts:0.10.17'],
      ['carts-db:0.4.0', 'carts-db:0.4.1'],
    ]);
    expect(json(cwd, options).sync.command).toBe(command);

    expect(shell(cwd, command)).toMatchObject({ code: 0, err: '' });

    const expected = Object.entries(before).map(([service, image]) => [service, printed.get(image) ?? image]);
    expect(images(cwd, options)).toEqual(Object.fromEntries(expected));
    expect(json(cwd, options)).toMatchObject({ deployedBy: 'sue', sync: { state: 'in-sync', updates: [] } });
  });

  // biome-ignore lint/suspicious/noExplicitAny: members are looked at by name
  function json(cwd: string, options: readonly string[]): any {
    return JSON.parse(slipway(cwd, ['status', 'hardening', '--json', ...options]).out).environments[0];
  }

  function images(cwd: string, options: readonly string[]): Record<string, string> {
    return json(cwd, options).services;
  }
});
