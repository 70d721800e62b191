import type { CommanderError } from 'commander';
import { commands, everywhere, groups } from './commands.js';
import { ExitCode } from './exit-code.js';
import type { Failure } from './failure.js';

/** What is wrong with the words of a command line, in our own form of an error. */
export function usageFailure(error: CommanderError, argv: readonly string[]): Failure {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const hint = suggestion(more.join(' ')) ?? misplaced(argv) ?? `see \`slipway ${helpOf(argv)}--help\``;
  const problem = isUnfinished(argv)
    ? unfinished(argv)
    : { message: first.replace(/\.$/, '').replace('. ', ': '), hint };
  return { exitCode: ExitCode.input, problems: [{ code: 'InvalidArguments', ...problem }] };
}

function suggestion(text: string): string | undefined {
  const guesses = /Did you mean (?:one of )?(.*)\?/.exec(text)?.[1];
  return guesses === undefined ? undefined : `did you mean ${guesses.split(', ').map(code).join(' or ')}?`;
}

/** Whether a group of commands was named, and none of them. */
function isUnfinished([first, second = '-']: readonly string[]): boolean {
  return second.startsWith('-') && groups.some(({ name }) => name === first);
}

function unfinished(argv: readonly string[]): { message: string; hint: string } {
  const group = groups.find(({ name }) => name === argv[0])?.name ?? '';
  const members = commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name }) => code(`slipway ${name}`));
  return { message: `\`slipway ${group}\` is several commands, and none is named`, hint: `use ${members.join(', ')}` };
}

/** Options that every command takes were put before it. */
function misplaced(argv: readonly string[]): string | undefined {
  const isGlobal = (word = '') => everywhere.some(({ flags }) => flags.split(' ', 1)[0] === word.split('=', 1)[0]);
  if (!isGlobal(argv[0])) return undefined;
  return `options stand behind the command, e.g. \`slipway status ${argv[0]}\``;
}

/** The command that was meant, with a space behind it, as far as the words name one. */
function helpOf(argv: readonly string[]): string {
  const [first = '', second = ''] = argv;
  const whole = commands.find(({ name }) => name === `${first} ${second}` || name === first)?.name;
  const known = whole ?? groups.find(({ name }) => name === first)?.name;
  return known === undefined ? '' : `${known} `;
}

function code(text: string): string {
  return `\`${text}\``;
}
