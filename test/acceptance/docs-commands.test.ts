import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryLedger, openDelivery, recordVerdict } from 'slipway';
import { type Page, pages, root } from '../docs/pages.js';
import { bash, folderInCheckout, prepareFolder, type Script, scriptsOf, shellEnv } from '../docs/scripts.js';
import { done, makeFolder } from './built.js';

jest.setTimeout(120_000);

/** Lines that are not run here, and why. */
const NOT_RUN: readonly (readonly [line: RegExp, why: string])[] = [
  [/^npm (ci|install)\b/, 'installs packages from the network'],
  [/^(SLIPWAY_\w+=\S+ )?(npm (test|run)|npx jest)\b/, 'works on the whole checkout and takes minutes; .ci/run runs it'],
];

/**
 * What the commands of a page find before them; the manifest that a page shows under `# slipway.yaml` is there anyway.
 * All snippets of a page are run in one folder, one after the other.
 */
const SCENES: Readonly<Record<string, (folder: string) => void | Promise<void>>> = {
  'README.md': () => {},
  'CONTRIBUTING.md': () => {},
  'examples/README.md': (folder) => cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true }),
  'docs/automatic-promotion.md': (folder) => {
    done(folder, 'release', 'create', '--set', 'web=web:1.4.0');
  },
  'docs/brackets.md': (folder) => {
    const services = ['frontend', 'backend', 'db'].map((service) => `foobar-${service}`);
    done(folder, 'release', 'create', ...services.flatMap((service) => ['--set', `${service}=${service}:1.2.0`]));
    done(folder, 'deploy', '1');
    done(folder, 'verdict', 'dev', 'pass');
    done(folder, 'sync', 'hardening');
  },
  'docs/cli.md': (folder) => manifest(folder, 'sockshop', ['carts', 'catalogue'], 'edited.yaml'),
  'docs/gates.md': () => {},
  'docs/images-and-releases.md': (folder) => {
    manifest(folder, 'shop', ['carts', 'carts-db']);
    done(folder, 'release', 'create', '--set', 'carts=carts:0.10.1', '--set', 'carts-db=carts-db:0.4.0');
  },
  'docs/migration.md': (folder) => {
    const environments = [
      { id: 'stage', name: 'Staging' },
      { id: 'prod', name: 'Production' },
    ];
    const repositories = [{ id: 'bag_register', services: [{ id: 'bag_register' }] }];
    const storage = { environments, name: 'Storage service', image_repositories: repositories };
    writeFileSync(join(folder, '.wellcome_project'), JSON.stringify({ storage }));
  },
  'docs/record.md': withRecord,
  'docs/rollback.md': (folder) => {
    done(folder, 'release', 'create', '--set', 'web=web:1.4.0');
    for (const environment of ['dev', 'production']) {
      done(folder, 'deploy', '1', '--environment', environment);
      done(folder, 'verdict', environment, 'pass');
    }
  },
};

/** What a reader does by hand after a line of a page, as the line of a shell that does it. */
const BY_HAND: Readonly<Record<string, readonly (readonly [after: RegExp, line: string])[]>> = {
  'docs/cli.md': [[/^slipway init\b/, 'mv edited.yaml slipway.yaml']],
};

/** What is run here; what needs AWS is run where AWS is emulated. */
const localScripts = (page: Page): readonly Script[] => scriptsOf(page).filter(({ onAws }) => !onAws);

const withCommands = pages.filter((page) => localScripts(page).length > 0);

test('the pages with commands are those whose scene is set', () => {
  expect(withCommands.map(({ path }) => path).sort()).toEqual(Object.keys(SCENES).sort());
});

test('every reason not to run a line is needed', () => {
  const lines = withCommands.flatMap(localScripts).flatMap(({ text }) => text.split('\n'));
  expect(NOT_RUN.filter(([line]) => !lines.some((text) => line.test(text)))).toEqual([]);
});

test.each(withCommands.map((page) => [page.path, page] as const))(
  'every command of %s works as printed',
  async (path, page) => {
    const folder = path === 'examples/README.md' ? folderInCheckout() : makeFolder('docs');
    try {
      prepareFolder(folder.path, page);
      await SCENES[path]?.(folder.path);
      for (const script of localScripts(page)) {
        const { code, out, err } = await bash(folder.path, scriptFor(page, script));
        if (code !== 0) throw new Error(`${path}:${script.line} ended with ${code}\n${out}${err}`);
      }
    } finally {
      folder.remove();
    }
  },
);

/** A snippet as it is run: without what needs more than this machine has, and with what is done by hand. */
function scriptFor({ path }: Page, { text }: Script): string {
  const byHand = BY_HAND[path] ?? [];
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => !NOT_RUN.some(([pattern]) => pattern.test(line)))
    .flatMap((line) => [line, ...byHand.flatMap(([after, more]) => (after.test(line) ? [more] : []))])
    .join('\n');
}

/** A manifest of services whose images are called as they are. */
function manifest(folder: string, project: string, services: readonly string[], file = 'slipway.yaml'): void {
  const environments = [{ id: 'dev' }, { id: 'hardening', after: ['dev'] }];
  const shown = { project, environments, services: services.map((id) => ({ id, image: id })) };
  writeFileSync(join(folder, file), JSON.stringify(shown));
}

/** A record in git, of several events, the older ones in a pack. */
async function withRecord(folder: string): Promise<void> {
  manifest(folder, 'sockshop', ['carts']);
  done(folder, 'release', 'create', '--set', 'carts=carts:1');
  for (const environment of ['dev', 'hardening']) {
    done(folder, 'deploy', '1', '--environment', environment);
    done(folder, 'verdict', environment, 'pass');
  }
  const store = join(folder, '.slipway');
  const delivery = openDelivery({ manifest: join(folder, 'slipway.yaml'), store: `dir:${store}`, directory: folder });
  const ledger = new DirectoryLedger(store, { maxLoose: 4, keptLoose: 2 });
  for (const environment of delivery.project.environments)
    await recordVerdict({ ...delivery, ledger }, { environment, verdict: 'pass' }, { actor: 'tim@example.com' });
  for (const words of [
    ['init', '--quiet'],
    ['add', '.'],
    ['commit', '--quiet', '--message', 'The record so far'],
  ])
    execFileSync('git', words, { cwd: folder, env: shellEnv() });
}
