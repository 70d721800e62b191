import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AwsClients } from '../aws/index.js';
import type { ReleaseId } from '../ids.js';
import { DirectoryCatalogue, type ImageCatalogue, type ImageRegistry, MemoryCatalogue } from '../images/index.js';
import { DirectoryLedger, type Ledger, MemoryLedger } from '../ledger/index.js';
import type { Project } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { DirectoryTarget, MemoryTarget, type Target } from '../targets/index.js';
import { openAwsStore } from './aws-store.js';

/** Where images and the record live, opened. */
export interface Store {
  readonly kind: 'directory' | 'memory' | 'aws';
  readonly ledger: Ledger;
  readonly catalogue: ImageCatalogue;
  /** Where images lie whose digests can be asked for. */
  readonly registry?: ImageRegistry;
  /** The release that a command told this app to render, where one did. */
  readonly proposed?: ReleaseId;
  /** Where stacks go that are only written down. */
  readonly directory: Target & { fileOf?: DirectoryTarget['fileOf'] };
  /** Who acts, as the store's own service knows them. */
  readonly caller?: () => Promise<string>;
  /** Where it is on AWS. */
  readonly aws?: AwsStore;
}

/** A store on AWS. */
export interface AwsStore {
  /** The DynamoDB table of the record. */
  readonly table: string;
  readonly clients: AwsClients;
}

/** Opens the store of a project by its URL; a relative `dir:` is meant from `base`. Nothing is created by opening. */
export function openStore(url: string, base: string, project: Project): Store {
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
  if (url.startsWith('aws:')) return openAwsStore(url, base, project);
  throw new SlipwayError('input', {
    code: 'UnknownStore',
    message: `"${url}" is not a store that this version knows`,
    hint: 'use dir:<path>, aws:, aws:<table> or memory:',
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
