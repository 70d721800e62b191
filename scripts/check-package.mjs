/**
 * `npm run check:package`: packs the package once and looks at it as its users will: publint and attw at its form,
 * test/package at its content and at whether it can be used.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build/places.mjs';

const folder = mkdtempSync(join(tmpdir(), 'slipway-pack-'));
try {
  run('npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz')),
  );
  run('npx', '--no', 'publint', tarball, '--strict');
  // Node 10's resolution knows no `exports`; everything else that is in use does.
  run('npx', '--no', 'attw', tarball, '--profile', 'node16', '--exclude-entrypoints', 'manifest.schema.json');
  run('npm', 'run', '--silent', 'test:package', '--', ...process.argv.slice(2));

  function run(command, ...args) {
    const env = { ...process.env, SLIPWAY_TARBALL: tarballIn(folder) };
    const { status } = spawnSync(command, args, {
      cwd: root,
      env,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`failed: ${command} ${args.join(' ')}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tarballIn(place) {
  const tarball = readdirSync(place).find((file) => file.endsWith('.tgz'));
  return tarball === undefined ? '' : join(place, tarball);
}
