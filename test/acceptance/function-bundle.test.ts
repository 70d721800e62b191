import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '..', '..');

describe("the bundle of a ledger's function", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'slipway-bundle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Bundles the sources that stand under a root, in a process of its own. */
  const bundle = (from: string, name: string): string => {
    const module = pathToFileURL(join(root, 'scripts', 'build', 'bundle-function.mjs')).href;
    const script = `
      import { bundleFunction } from ${JSON.stringify(module)};
      const { errors } = await bundleFunction(${JSON.stringify(join(folder, name))}, ${JSON.stringify(from)});
      if (errors.length > 0) throw new Error(errors.join('\\n'));`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'inherit', 'pipe'] });
    return readFileSync(join(folder, name, 'ledger-function', 'index.js'), 'utf8');
  };

  test('has the same bytes wherever it is made, and nothing of the place in it', () => {
    const elsewhere = join(folder, 'a', 'deep', 'checkout of another');
    mkdirSync(elsewhere, { recursive: true });
    for (const part of ['lib', 'bin', 'package.json'])
      cpSync(join(root, part), join(elsewhere, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
    const here = bundle(root, 'one');
    expect(bundle(elsewhere, 'two')).toBe(here);
    expect(here).not.toContain(root);
  });

  test('is small, and needs nothing but what Lambda brings', () => {
    const text = bundle(root, 'three');
    expect(text.length).toBeLessThan(250_000);
    const needed = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
    expect(needed.filter((name) => !isBuiltin(name) && !name.startsWith('@aws-sdk/'))).toEqual([]);
    expect(text).not.toMatch(/\bimport\(/);
  });

  test('is a function for Lambda', () => {
    bundle(root, 'four');
    const { handler } = require(join(folder, 'four', 'ledger-function', 'index.js')) as { readonly handler: unknown };
    expect(handler).toBeInstanceOf(Function);
  });
});
