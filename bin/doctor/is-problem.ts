import { SlipwayError } from '../../lib/problem.js';

/** Whether an error is a problem of that code. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof SlipwayError && error.problems.some((problem) => problem.code === code);
}
