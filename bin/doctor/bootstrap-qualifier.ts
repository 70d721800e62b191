import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT_QUALIFIER } from './bootstrap.js';

/** The qualifier that the nearest `cdk.json` names for the project's bootstrap, else the CDK's own. */
export function bootstrapQualifier(folder: string): string {
  try {
    const settings = JSON.parse(readFileSync(nearestSettings(folder), 'utf8')) as {
      readonly context?: Readonly<Record<string, unknown>>;
    } | null;
    const named = settings?.context?.['@aws-cdk/core:bootstrapQualifier'];
    return typeof named === 'string' && named !== '' ? named : DEFAULT_QUALIFIER;
  } catch {
    // No settings, or such as `cdk` itself complains of.
    return DEFAULT_QUALIFIER;
  }
}

function nearestSettings(folder: string): string {
  let place = folder;
  while (!existsSync(join(place, 'cdk.json')) && dirname(place) !== place) place = dirname(place);
  return join(place, 'cdk.json');
}
