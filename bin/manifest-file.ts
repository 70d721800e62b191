import { type Problem, SlipwayError } from '../lib/problem.js';
import { findManifest, type ManifestFile } from '../lib/workspace/index.js';

/** The named manifest, or the nearest one; where the named one cannot be read, the hint says how this command names it. */
export function manifestFile(cwd: string, named: string | undefined, hint: string): ManifestFile {
  try {
    return findManifest(cwd, named);
  } catch (error) {
    if (named === undefined || !(error instanceof SlipwayError)) throw error;
    throw new SlipwayError(
      error.kind,
      error.problems.map((problem): Problem => ({ ...problem, hint })),
    );
  }
}
