import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { CdkProgram } from '../../lib/targets/index.js';
import type { CdkPrograms } from './cdk-program.js';
import { packagesFor } from './installed-package.js';

/** The `cdk` that deploying from a folder would run: the project's own, else the one on the PATH. */
export function findCdk(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): CdkPrograms['program'] {
  const beside = packagesFor(folder)('aws-cdk');
  if (beside !== undefined) return beside;
  try {
    const { file } = new CdkProgram({ folder, app: '', environment });
    // What stands on the PATH is a link into the package.
    return packagesFor(dirname(realpathSync(file)))('aws-cdk') ?? 'unreadable';
  } catch {
    return undefined;
  }
}
