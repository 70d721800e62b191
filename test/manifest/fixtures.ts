import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real manifests stand beside the repository, where they are; they are other people's and never copied into it. */
const folder = join(__dirname, '..', '..', '..', 'shared', 'fixtures', 'manifests');

export const fixturesPresent = existsSync(folder);
if (!fixturesPresent) process.stderr.write(`skipped: no real manifests at ${folder}\n`);

export const fixtureNames: readonly string[] = fixturesPresent ? readdirSync(folder).sort() : [];

export function fixture(name: string): Buffer {
  return readFileSync(join(folder, name));
}
