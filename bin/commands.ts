import type { CommandSpec, GroupSpec, OptionSpec } from './command.js';
import { bracketing } from './table/bracketing.js';
import { deploying } from './table/deploying.js';
import { looking } from './table/looking.js';
import { releasing } from './table/releasing.js';
import { steering } from './table/steering.js';

/** The options that every command takes. */
export const everywhere: readonly OptionSpec[] = [
  { flags: '--manifest <file>', summary: 'the project manifest (default: the nearest one up to the git root)' },
  { flags: '--project <id>', summary: 'which project, where a manifest has several' },
  { flags: '--service-set <id>', summary: 'which service set, where a project has several' },
  { flags: '--store <url>', summary: 'where images and the record live: dir:<path>, aws: or memory:' },
  { flags: '--json', summary: 'one JSON document on standard output and nothing else there' },
  { flags: '--yes', summary: 'asks no question; without a terminal none is asked anyway' },
  { flags: '--actor <id>', summary: 'who acts (default: CI, the AWS caller with aws:, git config user.email)' },
  { flags: '--reason <text>', summary: 'why; kept in the record' },
  { flags: '--verbose', summary: 'shows what cdk prints, and where an unexpected error came from' },
];

/** Words that several commands begin with. */
export const groups: readonly GroupSpec[] = [
  { name: 'manifest', summary: 'checks the project manifest' },
  { name: 'release', summary: 'makes, lists, shows and compares releases' },
  { name: 'bracket', summary: 'releases several changed services as one' },
];

/** Every command, in the order in which a newcomer needs them. */
export const commands: readonly CommandSpec[] = [...releasing, ...deploying, ...steering, ...bracketing, ...looking];
