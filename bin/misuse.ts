import { SlipwayError } from '../lib/problem.js';

/** Arguments that are well-formed, each by itself, and make no sense together. */
export function misuse(message: string, hint: string): SlipwayError {
  return new SlipwayError('input', { code: 'InvalidArguments', message, hint });
}
