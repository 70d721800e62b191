import type { ErrorKind } from '../lib/problem.js';

/** How the command line ends; scripts rely on these. */
export const ExitCode = {
  done: 0,
  failed: 1,
  input: 2,
  refused: 3,
  conflict: 4,
  outOfSync: 5,
  unknown: 6,
  unavailable: 7,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export function exitCodeOf(kind: ErrorKind): ExitCode {
  return ExitCode[kind];
}
