import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const dist = join(root, 'dist');

/** Its time is the moment at which the build that made `dist` began. */
const STAMP = '.built';

/** The programs that are bundled, each to `dist/bin/<name>.js`. */
export const programs = ['slipway', 'app'];

/** The function of a ledger, which is bundled for Lambda: its source, and its place beside the programs. */
export const ledgerFunction = { source: 'bin/ledger-function.ts', bundle: 'ledger-function/index.js' };

const INPUTS = ['lib', 'constructs', 'bin', 'scripts/build', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

export const stampIn = (folder) => join(folder, STAMP);

/** Whether `dist` is there and nothing that it is made of has changed since it was made. */
export function isFresh() {
  const stamp = stampIn(dist);
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return INPUTS.every((input) => newest(join(root, input)) <= built);
}

/** The time of the last change under a path; a folder's own time tells of files that were removed. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return readdirSync(path).reduce((time, entry) => Math.max(time, newest(join(path, entry))), stat.mtimeMs);
}
