import { SlipwayError } from '../lib/problem.js';
import { starterOf } from './continuous-integration.js';
import type { Host } from './host.js';

/** Who acts: as named, else CI's own identity, else git's. Nobody found is an error, for a record needs a name. */
export function findActor(host: Host, named: string | undefined): string {
  const actor = named ?? starterOf(host.env) ?? host.ask('git', ['config', 'user.email']);
  if (actor !== undefined && actor.trim() !== '') return actor.trim();
  throw new SlipwayError('input', {
    code: 'NoActor',
    message: 'it is not known who acts, and the record needs a name',
    hint: 'name yourself with --actor <id>, or set it once with `git config user.email <address>`',
  });
}
