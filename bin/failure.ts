import { type Position, type Problem, SlipwayError } from '../lib/problem.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import { printable } from './style.js';

/** An error as it is told to the user: never a stack trace unless asked for. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  /** The first instant at which it may succeed without anybody doing anything, where that is known. */
  readonly earliest?: string | undefined;
}

/** What any thrown value means to the user. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SlipwayError)
    return { exitCode: exitCodeOf(error.kind), problems: error.problems, earliest: error.earliest };
  const { code, path, syscall, message }: Partial<NodeJS.ErrnoException> = error instanceof Error ? error : {};
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return failure(ExitCode.unavailable, {
      code: 'PackageNotFound',
      message: `a package that rendering needs is not installed: ${firstLine(message ?? '')}`,
      hint: 'install it beside the manifest: `npm install aws-cdk-lib constructs`',
    });
  if (typeof code === 'string' && (path !== undefined || syscall === 'write'))
    return failure(ExitCode.unavailable, {
      code: 'FileNotAccessible',
      message: `${path ?? 'standard output'} cannot be used: ${reasons[code] ?? message}`,
      hint: 'mend that and run the command again; it goes on where it stopped',
    });
  return failure(ExitCode.failed, {
    code: 'Unexpected',
    message: `something went wrong that should not: ${firstLine(message ?? String(error))}`,
    hint: 'run it again with --verbose and report what it prints',
  });
}

function failure(exitCode: ExitCode, problem: Problem): Failure {
  return { exitCode, problems: [problem] };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is a file, not a folder',
  ENOENT: 'it is not there',
};

/** `error: …`, where, and `hint: …`, one block a problem. */
export function failureText({ problems, earliest }: Failure, word = 'error'): string {
  const when = earliest === undefined ? '' : `\nearliest: ${earliest}\n`;
  return `${problems.map((problem) => problemText(problem, word)).join('\n')}${when}`;
}

/** One problem as text, under another word than `error` where it is milder. */
export function problemText(problem: Problem, word = 'error'): string {
  const lines = [`${word}: ${printable(problem.message)}`];
  const where = place(problem.at);
  if (where !== '') lines.push(`  at ${printable(where)}`);
  if (problem.by !== undefined) lines.push(`  by: ${printable(problem.by)}`);
  if (problem.hint !== undefined) lines.push(`hint: ${printable(problem.hint)}`);
  return `${lines.join('\n')}\n`;
}

/** `{"error": …}`, or `{"errors": […]}` where there are several; with `earliest` where waiting helps. */
export function failureJson(failure: Failure): unknown {
  const [first, ...rest] = failure.problems;
  const when = failure.earliest === undefined ? {} : { earliest: failure.earliest };
  return rest.length === 0 ? { error: first, ...when } : { errors: failure.problems, ...when };
}

function place(at: Position | undefined): string {
  if (at === undefined) return '';
  if (at.file === undefined) return at.path ?? '';
  return at.line === undefined ? at.file : `${at.file}:${at.line}`;
}
