import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DirectoryCatalogue, type ImageCatalogue, MemoryCatalogue } from '../images/index.js';
import { DirectoryLedger, type Ledger, MemoryLedger } from '../ledger/index.js';
import { SlipwayError } from '../problem.js';
import { DirectoryTarget, MemoryTarget, type Target } from '../targets/index.js';

/** Where images and the record live, opened. */
export interface Store {
  readonly kind: 'directory' | 'memory';
  readonly ledger: Ledger;
  readonly catalogue: ImageCatalogue;
  /** Where stacks go that are only written down. */
  readonly directory: Target & { fileOf?: DirectoryTarget['fileOf'] };
}

/** Opens a store by its URL; a relative `dir:` is meant from `base`. Nothing is created by opening. */
export function openStore(url: string, base: string): Store {
  if (url.startsWith('dir:') && url.length > 'dir:'.length) {
    const root = resolve(base, url.slice('dir:'.length));
    requireFolder(root, url);
    return {
      kind: 'directory',
      ledger: new DirectoryLedger(root),
      catalogue: new DirectoryCatalogue(root),
      directory: new DirectoryTarget(root),
    };
  }
  if (url === 'memory:')
    return {
      kind: 'memory',
      ledger: new MemoryLedger(),
      catalogue: new MemoryCatalogue(),
      directory: new MemoryTarget(),
    };
  throw new SlipwayError('input', {
    code: 'UnknownStore',
    message: `"${url}" is not a store that this version knows`,
    hint: 'use dir:<path> or memory:',
  });
}

/** A store that does not exist yet is an empty one; something else in its place is a mistake. */
function requireFolder(root: string, url: string): void {
  try {
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== false) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') return;
  }
  throw new SlipwayError('input', {
    code: 'StoreNotAFolder',
    message: `store ${url} is, or lies in, a file`,
    hint: 'name a folder, e.g. dir:.slipway; it is made when something is written to it',
  });
}
