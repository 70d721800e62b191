import type { IConstruct } from 'constructs';
import { SlipwayError } from '../lib/problem.js';
import type { ConstructProblemCode } from './problems.js';

/** An error of the user's input that a construct found; says where in the construct tree. */
export function constructError(
  scope: IConstruct,
  code: ConstructProblemCode,
  message: string,
  hint: string,
): SlipwayError {
  return new SlipwayError('input', { code, message, hint, at: { path: scope.node.path } });
}
