import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { absent, type Finding, ok } from './finding.js';

/** Throws where a folder may not be read and written. */
export type Access = (folder: string) => void;

const readAndWrite: Access = (folder) => accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);

/** Whether the folder of a store may be read and written; one that is not there yet must be possible to make. */
export function checkFolder(folder: string, shown: string, access: Access = readAndWrite): Finding {
  const there = existsSync(folder);
  const place = there ? folder : nearest(folder);
  try {
    access(place);
  } catch {
    return absent(
      'store',
      `${shown} may not be ${there ? 'read and written' : `made, because ${place} may not be written`}`,
      `allow it, e.g. \`chmod u+rwx ${place}\`, or name another place with --store dir:<path>`,
    );
  }
  return ok('store', there ? shown : `${shown}, made when something is written to it`);
}

function nearest(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}
