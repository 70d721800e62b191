import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Installed, install } from './packed.js';

let user: Installed;
beforeAll(() => {
  user = install();
});
afterAll(() => user.remove());

/** What one imports: `slipway`, `slipway/constructs`, … */
function subPaths(): string[] {
  return Object.keys(user.manifest.exports)
    .filter((key) => !key.endsWith('.json'))
    .map((key) => posix.join('slipway', key));
}

/** What a run of Node in the user's project prints, whether it ends well or not. */
function node(...args: readonly string[]): string {
  // CDK's validation of templates takes two seconds, and is about templates.
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: user.project, env, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

describe('what is packed', () => {
  test('is the built package with its sources and papers, and nothing else', () => {
    const places = new Set(user.files.map((file) => file.split('/')[0]));
    expect([...places].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'constructs', 'dist', 'lib', 'package.json'].sort(),
    );
    expect(user.files.filter((file) => /(^|\/)\.|\.test\.|node_modules|tsbuildinfo/.test(file))).toEqual([]);
  });

  test('holds every file that package.json names', () => {
    const { exports, bin } = user.manifest;
    const named = [
      ...Object.values(bin),
      ...Object.values(exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to))),
    ];
    expect(named.filter((file) => !existsSync(join(user.folder, file)))).toEqual([]);
  });

  test('holds the sources that its source maps of the library point at', () => {
    const maps = user.files.filter((file) => file.endsWith('.map') && !file.startsWith('dist/bin/'));
    const sources = maps.flatMap((map) => {
      const parsed = JSON.parse(readFileSync(join(user.folder, map), 'utf8')) as { sources: string[] };
      return parsed.sources.map((source) => posix.join(posix.dirname(map), source));
    });
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !user.files.includes(source))).toEqual([]);
  });

  test('hands on the licences of the code that is bundled', () => {
    const licences = readFileSync(join(user.folder, 'dist/bin/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'commander', 'picocolors'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});

describe('who installs the package', () => {
  test('can require every sub-path', () => {
    for (const path of subPaths()) expect(names(path)).not.toEqual([]);
  });

  test('can import every name of every sub-path from an ES module', () => {
    for (const path of subPaths()) {
      const all = names(path);
      writeFileSync(
        join(user.project, 'named.mjs'),
        `import { ${all.join(', ')} } from '${path}';\n[${all.join(', ')}];\n`,
      );
      expect(node('named.mjs')).toBe('');
    }
  });

  test('can read the schema of the manifest', () => {
    const script = "process.stdout.write(JSON.stringify(require('slipway/manifest.schema.json')))";
    expect(JSON.parse(node('-e', script))).toMatchObject({ type: 'object' });
  });

  test('can run the program', () => {
    expect(node(join(user.folder, user.manifest.bin.slipway ?? ''), '--help')).toMatch(/^Usage: slipway/m);
  });

  test.each([
    ['CommonJS', 'cts'],
    ['an ES module', 'mts'],
  ])('can use its types from %s, and run what comes of it', (_, extension) => {
    const file = `user.${extension}`;
    writeFileSync(join(user.project, file), readFileSync(join(__dirname, 'user.txt'), 'utf8'));
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    const options = ['--strict', '--types', 'node', '--lib', 'es2023,esnext.disposable', '--target', 'es2022'];
    expect(node(tsc, '--skipLibCheck', 'false', '--module', 'nodenext', ...options, file)).toBe('');
    expect(node(file.replace('ts', 'js'))).toBe('shop-dev 3\n');
  });

  function names(path: string): string[] {
    const script = `process.stdout.write(JSON.stringify(Object.keys(require('${path}'))))`;
    return JSON.parse(node('-e', script)) as string[];
  }
});
