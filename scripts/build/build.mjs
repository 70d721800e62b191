import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms } from './bundle.mjs';
import { bundleFunction } from './bundle-function.mjs';
import { dist, root, stampIn } from './places.mjs';
import { writeSchema } from './schema.mjs';

/**
 * Builds `dist` beside the old one and puts it in its place at the end, so that a program that runs from it meanwhile
 * finds either the old files or the new ones. Errors of types do not keep it from being replaced (what they are said to
 * break runs or fails by itself); a program that cannot be bundled does.
 *
 * @returns {Promise<{ errors: string[], missing: string[], replaced: boolean }>} a line each; `missing` is what a
 * release must not lack
 */
export async function buildPackage() {
  const began = new Date();
  const folder = join(root, `.dist-${process.pid}`);
  try {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const bin = join(folder, 'bin');
    const [types, programs, lambda] = await Promise.all([compile(folder), bundlePrograms(bin), bundleFunction(bin)]);
    programs.errors.push(...lambda.errors);
    const schema = writeSchema(folder);
    const replaced = programs.errors.length === 0 || !existsSync(dist);
    if (replaced) {
      writeFileSync(stampIn(folder), '');
      utimesSync(stampIn(folder), began, began);
      replace(dist, folder);
    }
    return {
      errors: [...types, ...programs.errors, ...schema.errors],
      missing: [...programs.missing, ...schema.missing],
      replaced,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles the library; the programs are bundled from their sources and need no output of their own. */
function compile(folder) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', folder, '--pretty', 'false'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
      resolve(error && lines.length === 0 ? [`tsc: ${error.message}`] : lines);
    });
  });
}

function replace(target, by) {
  const old = `${by}-old`;
  for (let tries = 5; ; tries -= 1) {
    rmSync(old, { recursive: true, force: true });
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(by, target);
      break;
    } catch (error) {
      // Another build put its own in place between the two steps.
      if (tries === 0 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    }
  }
  rmSync(old, { recursive: true, force: true });
}
