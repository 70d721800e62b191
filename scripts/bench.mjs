/**
 * `npm run bench`: compiles the benchmarks with what they measure, file by file as it is shipped, and runs them:
 * arguments go to bench/run.ts.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isFresh, root } from './build/places.mjs';

if (!isFresh()) await import('./build.mjs');

const outdir = join(root, '.bench');
rmSync(outdir, { recursive: true, force: true });
const sources = ['bench', 'constructs', 'lib'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(root, folder, file)),
);
await build({ entryPoints: sources, outdir, outbase: root, platform: 'node', target: 'node20', format: 'cjs' });
const { status } = spawnSync(process.execPath, [join(outdir, 'bench', 'run.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
rmSync(outdir, { recursive: true, force: true });
process.exitCode = status ?? 1;
