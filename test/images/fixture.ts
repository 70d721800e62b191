import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(__dirname, '..', '..', '..', 'shared', 'fixtures');

/**
 * The content of a fixture, or undefined where the fixtures are not on this machine; then one line says what is left
 * out.
 */
export function readFixture<T>(name: string): T | undefined {
  const file = join(FIXTURES, name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T;
  process.stderr.write(`left out: tests over ${name}, which is not on this machine\n`);
  return undefined;
}
