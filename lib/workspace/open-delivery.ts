import { dirname } from 'node:path';
import type { Delivery } from '../delivery/index.js';
import { GitProgram } from '../git/index.js';
import { type Project, parseManifest, selectProject, selectServiceSet } from '../manifest/index.js';
import { instantOf } from './clock.js';
import { findManifest, type ManifestFile } from './find-manifest.js';
import { withProposedRelease } from './proposed-release.js';
import { openStore } from './store.js';

/** What to open; everything has the default that the command line has. */
export interface OpenOptions {
  /** @default - the nearest manifest from `directory` up to the root of the git repository */
  readonly manifest?: string;
  /** @default - the only one */
  readonly project?: string;
  /** @default - the only one */
  readonly serviceSet?: string;
  /** `dir:<path>`, `aws:`, `aws:<table>` or `memory:`. @default - `SLIPWAY_STORE`, the manifest's `store`, else `dir:.slipway` beside it */
  readonly store?: string;
  /** Where relative names start. @default - the process's working directory */
  readonly directory?: string;
}

/** Where the store is when nobody names one, beside the manifest. */
const DEFAULT_STORE = 'dir:.slipway';

/**
 * A project as it is found on this machine, for programs that use Slipway as a library: its manifest, its record and
 * its images.
 *
 * @throws SlipwayError `input` where the manifest is not there, or wrong
 */
export function openDelivery(options: OpenOptions = {}): Delivery {
  const directory = options.directory ?? process.cwd();
  const file = findManifest(directory, options.manifest);
  const { manifest } = parseManifest(file.bytes, { file: file.shown });
  const project = selectProject(manifest, options.project);
  const fromEnvironment = process.env.SLIPWAY_STORE === '' ? undefined : process.env.SLIPWAY_STORE;
  const { url, base } = storeUrl(options.store ?? fromEnvironment, directory, project, file);
  const store = withProposedRelease(openStore(url, base, project), process.env);
  const { kind, ledger, catalogue, registry, proposed } = store;
  return {
    project,
    serviceSet: selectServiceSet(project, options.serviceSet),
    manifestHash: manifest.hash,
    ledger,
    catalogue,
    ...(registry === undefined ? {} : { registry }),
    ...(proposed === undefined ? {} : { proposed }),
    commits: new GitProgram({ folder: dirname(file.path) }),
    now: () => instantOf(process.env.SLIPWAY_CLOCK, () => new Date(), kind),
  };
}

/** The store that is meant, and the folder that a relative path in it starts from. */
export function storeUrl(
  named: string | undefined,
  directory: string,
  project: Project,
  file: ManifestFile,
): { readonly url: string; readonly base: string } {
  if (named !== undefined) return { url: named, base: directory };
  return { url: project.store ?? DEFAULT_STORE, base: dirname(file.path) };
}
