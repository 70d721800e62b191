import { CommanderError, Command as Parser } from 'commander';
import { version } from '../lib/version.js';
import { type CommandSpec, type GroupSpec, Invocation, type OptionSpec } from './command.js';
import { commands, everywhere, groups } from './commands.js';
import { ExitCode } from './exit-code.js';
import { type Failure, failureJson, failureOf, failureText } from './failure.js';
import type { Host } from './host.js';
import { misuse } from './misuse.js';
import { type GlobalOptions, Session } from './session.js';
import { styleOf } from './style.js';
import { usageFailure } from './usage.js';

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
    if (!(error instanceof CommanderError))
      return tell(failureOf(error), error, argv.includes('--json'), argv.includes('--verbose'), host);
    if (error.exitCode === 0) return ExitCode.done;
    report(usageFailure(error, argv), argv.includes('--json'), host);
    return ExitCode.input;
  }
}

async function run(spec: CommandSpec, invocation: Invocation, options: GlobalOptions, host: Host): Promise<ExitCode> {
  try {
    const { run: command } = await spec.load();
    const answer = await command(new Session(host, options), invocation);
    // What was said line by line needs no document at the end.
    if (options.json === true && answer.json !== undefined) host.out(`${JSON.stringify(answer.json, null, 2)}\n`);
    else if (answer.text !== '') host.out(answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`);
    return answer.exitCode ?? ExitCode.done;
  } catch (error) {
    return tell(failureOf(error), error, options.json === true, options.verbose === true, host);
  }
}

function tell(failure: Failure, error: unknown, json: boolean, verbose: boolean, host: Host): ExitCode {
  report(failure, json, host);
  if (verbose && error instanceof Error) host.err(`${error.stack}\n`);
  return failure.exitCode;
}

function report(failure: Failure, json: boolean, host: Host): void {
  if (json) host.out(`${JSON.stringify(failureJson(failure), null, 2)}\n`);
  else host.err(failureText(failure, styleOf(host.colour && host.progress).bad('error')));
}

type Start = (spec: CommandSpec, invocation: Invocation, options: GlobalOptions) => Promise<void>;

function build(host: Host, start: Start): Parser {
  const parser = new Parser('slipway')
    .description('A release is a synthesized stack: what runs where, by whom and why.')
    .version(version, '--version', 'prints the version')
    .helpOption('-h, --help', 'shows help');
  quiet(parser, host);
  const parents = new Map<string, Parser>();
  for (const spec of commands) {
    const [first = '', second] = spec.name.split(' ');
    const group = parents.has(first) ? undefined : groups.find(({ name }) => name === first);
    if (group !== undefined) parents.set(first, addGroup(parser, group, host));
    addCommand(parents.get(first) ?? parser, second ?? first, spec, host, start);
  }
  parser.addHelpText('after', '\nStart with `slipway init`, or look around with `slipway status`.\n');
  return parser;
}

function addGroup(parser: Parser, { name, summary }: GroupSpec, host: Host): Parser {
  const group = parser.command(name).description(summary);
  quiet(group, host);
  const members = commands.filter((spec) => spec.name.startsWith(`${name} `));
  group.addHelpText('after', examplesText(members.flatMap(({ examples }) => examples.slice(0, 1))));
  return group;
}

function addCommand(parent: Parser, name: string, spec: CommandSpec, host: Host, start: Start): void {
  const command = parent.command(spec.arguments === undefined ? name : `${name} ${spec.arguments}`);
  command.description(spec.summary).allowExcessArguments(false);
  quiet(command, host);
  for (const option of [...(spec.options ?? []), ...everywhere]) addOption(command, option);
  command.addHelpText('after', examplesText(spec.examples));
  command.action(async (...given: unknown[]) => {
    const options = command.opts();
    const args = given
      .slice(0, -2)
      .flat()
      .filter((value): value is string => typeof value === 'string');
    await start(spec, new Invocation(args, options), options as GlobalOptions);
  });
}

function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`;
}

function addOption(command: Parser, { flags, summary, repeatable, forSeveral }: OptionSpec): void {
  if (repeatable === true)
    command.option(flags, summary, (value: string, before: readonly string[] = []) => [...before, value]);
  else if (!flags.includes('<')) command.option(flags, summary);
  else
    command.option(flags, summary, (value: string, before?: string) => {
      if (before === undefined) return value;
      throw misuse(`${flags.split(' ', 1)[0]} is given twice`, forSeveral ?? 'give it once');
    });
}

/** Help goes to the host; errors are thrown and told in our own form. */
function quiet(parser: Parser, host: Host): void {
  parser.exitOverride().configureOutput({ writeOut: (text) => host.out(text), writeErr: () => undefined });
  parser.configureHelp({
    showGlobalOptions: false,
    // What a command takes stands in its own help; here it would leave no room for what it does.
    subcommandTerm: (command) => command.name(),
  });
}
