import { type Position, type Problem, SlipwayError } from '../lib/problem.js';
import { ExitCode, exitCodeOf } from './exit-code.js';

/** An error as it is told to the user: never a stack trace unless asked for. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
}

/** What any thrown value means to the user. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SlipwayError) return { exitCode: exitCodeOf(error.kind), problems: error.problems };
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof path === 'string')
    return {
      exitCode: ExitCode.failed,
      problems: [
        {
          code: 'FileNotAccessible',
          message: `${path} cannot be used: ${reasons[code] ?? message}`,
          hint: 'mend that and run the command again; it goes on where it stopped',
        },
      ],
    };
  return {
    exitCode: ExitCode.failed,
    problems: [
      {
        code: 'Unexpected',
        message: `something went wrong that should not: ${message ?? String(error)}`,
        hint: 'run it again with --verbose and report what it prints',
      },
    ],
  };
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
export function failureText(failure: Failure): string {
  return failure.problems.map((problem) => problemText(problem)).join('\n');
}

/** One problem as text, under another word than `error` where it is milder. */
export function problemText(problem: Problem, word = 'error'): string {
  const lines = [`${word}: ${problem.message}`];
  const where = place(problem.at);
  if (where !== '') lines.push(`  at ${where}`);
  if (problem.hint !== undefined) lines.push(`hint: ${problem.hint}`);
  return `${lines.join('\n')}\n`;
}

/** `{"error": …}`, or `{"errors": […]}` where there are several. */
export function failureJson(failure: Failure): unknown {
  const [first, ...rest] = failure.problems;
  return rest.length === 0 ? { error: first } : { errors: failure.problems };
}

function place(at: Position | undefined): string {
  if (at === undefined) return '';
  if (at.file === undefined) return at.path ?? '';
  return at.line === undefined ? at.file : `${at.file}:${at.line}`;
}
