import { CommanderError, Command as Parser } from 'commander';
import { version } from '../lib/version.js';
import { type CommandSpec, Invocation, type OptionSpec } from './command.js';
import { commands } from './commands.js';
import { ExitCode } from './exit-code.js';
import { type Failure, failureJson, failureOf, failureText } from './failure.js';
import type { Host } from './host.js';
import { type GlobalOptions, Session } from './session.js';

const everywhere: readonly OptionSpec[] = [
  { flags: '--manifest <file>', summary: 'the project manifest (default: the nearest one up to the git root)' },
  { flags: '--project <id>', summary: 'which project, where a manifest has several' },
  { flags: '--service-set <id>', summary: 'which service set, where a project has several' },
  { flags: '--store <url>', summary: 'where images and the record live: dir:<path> or memory:' },
  { flags: '--json', summary: 'one JSON document on standard output and nothing else there' },
  { flags: '--yes', summary: 'asks no question' },
  { flags: '--actor <id>', summary: 'who acts (default: CI, then git config user.email)' },
  { flags: '--reason <text>', summary: 'why; kept in the record' },
  { flags: '--verbose', summary: 'shows where an unexpected error came from' },
];

/** Runs the command line and gives its exit code. Everything it prints goes through the host. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.done;
  const parser = build(host, async (spec, invocation, options) => {
    exitCode = await run(spec, invocation, options, host);
  });
  try {
    if (argv.length === 0) parser.outputHelp();
    else await parser.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return ExitCode.done;
    report(misuse(error, argv), argv.includes('--json'), host);
    return ExitCode.input;
  }
}

async function run(spec: CommandSpec, invocation: Invocation, options: GlobalOptions, host: Host): Promise<ExitCode> {
  try {
    const { run: command } = await spec.load();
    const answer = await command(new Session(host, options), invocation);
    if (options.json === true) host.out(`${JSON.stringify(answer.json, null, 2)}\n`);
    else if (answer.text !== '') host.out(answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`);
    return answer.exitCode ?? ExitCode.done;
  } catch (error) {
    const failure = failureOf(error);
    report(failure, options.json === true, host);
    if (options.verbose === true && error instanceof Error) host.err(`${error.stack}\n`);
    return failure.exitCode;
  }
}

function report(failure: Failure, json: boolean, host: Host): void {
  if (json) host.out(`${JSON.stringify(failureJson(failure), null, 2)}\n`);
  else host.err(failureText(failure));
}

type Start = (spec: CommandSpec, invocation: Invocation, options: GlobalOptions) => Promise<void>;

function build(host: Host, start: Start): Parser {
  const parser = new Parser('slipway')
    .description('A release is a synthesized stack: what runs where, by whom and why.')
    .version(version, '--version', 'prints the version')
    .helpOption('-h, --help', 'shows help');
  quiet(parser, host);
  const groups = new Map<string, Parser>();
  for (const spec of commands) {
    const [first, second] = spec.name.split(' ') as [string, string | undefined];
    const parent = second === undefined ? parser : groupOf(groups, parser, first, host);
    addCommand(parent, second ?? first, spec, host, start);
  }
  parser.addHelpText('after', '\nStart with `slipway init`, or look around with `slipway status`.\n');
  return parser;
}

function groupOf(groups: Map<string, Parser>, parser: Parser, name: string, host: Host): Parser {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group = parser
    .command(name)
    .description(name === 'release' ? 'makes and shows releases' : 'looks at the manifest');
  quiet(group, host);
  groups.set(name, group);
  return group;
}

function addCommand(parent: Parser, name: string, spec: CommandSpec, host: Host, start: Start): void {
  const command = parent.command(spec.arguments === undefined ? name : `${name} ${spec.arguments}`);
  command.description(spec.summary).allowExcessArguments(false);
  quiet(command, host);
  for (const option of [...(spec.options ?? []), ...everywhere]) addOption(command, option);
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join('\n')}\n`);
  command.action(async (...given: unknown[]) => {
    const options = command.opts();
    const args = given
      .slice(0, -2)
      .flat()
      .filter((value): value is string => typeof value === 'string');
    await start(spec, new Invocation(args, options), options as GlobalOptions);
  });
}

function addOption(command: Parser, { flags, summary, repeatable }: OptionSpec): void {
  if (repeatable !== true) command.option(flags, summary);
  else command.option(flags, summary, (value: string, before: readonly string[]) => [...before, value], [] as string[]);
}

/** Help goes to the host; errors are thrown and told in our own form. */
function quiet(parser: Parser, host: Host): void {
  parser.exitOverride().configureOutput({ writeOut: (text) => host.out(text), writeErr: () => undefined });
  parser.configureHelp({ sortSubcommands: false, showGlobalOptions: false });
}

function misuse(error: CommanderError, argv: readonly string[]): Failure {
  const [message = error.message, ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = more.join(' ').match(/Did you mean (.*)\?/)?.[1];
  const hint = suggestion === undefined ? `see \`slipway ${helpOf(argv)}--help\`` : `did you mean \`${suggestion}\`?`;
  const text = error.code === 'commander.help' ? 'name a command' : message;
  return { exitCode: ExitCode.input, problems: [{ code: 'InvalidArguments', message: text, hint }] };
}

/** The command that was meant, with a space behind it, as far as the words name one. */
function helpOf(argv: readonly string[]): string {
  const words = argv.slice(0, 2).join(' ');
  const spec = commands.find(({ name }) => name === words || name === argv[0] || name.startsWith(`${argv[0]} `));
  if (spec === undefined) return '';
  return `${spec.name === words || !spec.name.includes(' ') ? spec.name : argv[0]} `;
}
