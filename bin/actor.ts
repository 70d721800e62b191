import { SlipwayError } from '../lib/problem.js';
import { starterOf } from './continuous-integration.js';
import type { Host } from './host.js';

/**
 * Who acts: as named, else CI's own identity, else the AWS caller where the record is on AWS, else git's. Nobody found is
 * an error, for a record needs a name.
 */
export async function findActor(
  host: Host,
  named: string | undefined,
  awsCaller: (() => Promise<string>) | undefined,
): Promise<string> {
  const actor = named ?? starterOf(host.env) ?? (await awsCaller?.()) ?? host.ask('git', ['config', 'user.email']);
  if (actor !== undefined && actor.trim() !== '') return actor.trim();
  throw new SlipwayError('input', {
    code: 'NoActor',
    message: 'it is not known who acts, and the record needs a name',
    hint: 'name yourself with --actor <id>, or set it once with `git config user.email <address>`',
  });
}
