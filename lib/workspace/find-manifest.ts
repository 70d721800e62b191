import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { manifestFileNames } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';

/** A manifest file: its bytes, and its name as it is shown. */
export interface ManifestFile {
  readonly path: string;
  /** Relative to where the user is, where that is shorter. */
  readonly shown: string;
  readonly bytes: Uint8Array;
}

/** The named manifest, or the nearest one from here up to the root of the git repository. */
export function findManifest(cwd: string, named: string | undefined): ManifestFile {
  return load(cwd, named === undefined ? nearest(cwd) : resolve(cwd, named));
}

function nearest(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of manifestFileNames) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) break;
  }
  throw new SlipwayError('input', {
    code: 'ManifestNotFound',
    message: `there is no ${manifestFileNames.join(', ')} here or in a folder above, up to the root of the repository`,
    hint: 'start one with `slipway init`, or name one with --manifest <file>',
  });
}

function load(cwd: string, path: string): ManifestFile {
  const near = relative(cwd, path);
  const shown = near !== '' && near.length < path.length ? near : path;
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw unreadable(shown, 'it is a folder');
    if (found.isCharacterDevice() && path !== '/dev/null' && path !== '/dev/stdin')
      throw unreadable(shown, 'it is a device');
    return { path, shown, bytes: readFileSync(path) };
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw unreadable(shown, code === 'ENOENT' ? 'it is not there' : (error as Error).message);
  }
}

function unreadable(shown: string, why: string): SlipwayError {
  return new SlipwayError('input', {
    code: 'ManifestNotReadable',
    message: `manifest ${shown} cannot be read: ${why}`,
    hint: 'name a file with --manifest <file>',
    at: { file: shown },
  });
}
