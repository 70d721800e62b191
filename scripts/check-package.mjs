/**
 * `npm run check:package`: packs the package once and looks at it as its users will: publint and attw at its form,
 * test/package at its content and its use. With `--lowest-peers` only its use, with the oldest CDK that it says it works
 * with; that one is installed into a folder of its own. Other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build/places.mjs';

const lowestPeers = process.argv.includes('--lowest-peers');
const forJest = process.argv.slice(2).filter((argument) => argument !== '--lowest-peers');
const folder = mkdtempSync(join(tmpdir(), 'slipway-pack-'));

try {
  const tarball = pack();
  if (lowestPeers) {
    test(tarball, { SLIPWAY_PEERS: installLowestPeers() });
  } else {
    run('npx', ['--no', 'publint', tarball, '--strict']);
    // Node 10's resolution knows no `exports`; everything else that is in use does.
    const notCode = ['--exclude-entrypoints', 'manifest.schema.json', 'package.json'];
    run('npx', ['--no', 'attw', tarball, '--profile', 'node16', '--format', 'table-flipped', ...notCode]);
    test(tarball);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  return join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz')),
  );
}

/** Installs the lowest version of every needed peer and gives the folder that they are in. */
function installLowestPeers() {
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional);
  const exact = needed.map(([name, range]) => `${name}@${range.replace('^', '')}`);
  writeFileSync(join(folder, 'package.json'), '{}');
  console.log(`with ${exact.join(' and ')}`);
  run('npm', ['install', '--silent', '--no-save', '--prefer-offline', ...exact], folder);
  return join(folder, 'node_modules');
}

function test(tarball, env = {}) {
  run('npm', ['run', '--silent', 'test:package', '--', ...forJest], root, { SLIPWAY_TARBALL: tarball, ...env });
}

function run(command, args, cwd = root, env = {}) {
  const shell = process.platform === 'win32';
  const { status } = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit', shell });
  if (status !== 0) throw new Error(`failed: ${command} ${args.join(' ')}`);
}
