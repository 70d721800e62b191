import { SlipwayError } from '../lib/problem.js';

/** A value that a command cannot do without. */
export function needed(value: string | undefined, option: string): string {
  if (value !== undefined && value !== '') return value;
  throw new SlipwayError('input', {
    code: 'InvalidArguments',
    message: `${option} is needed`,
    hint: 'see the examples of `--help`',
  });
}
