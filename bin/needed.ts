import { misuse } from './misuse.js';

/** A value that a command cannot do without. */
export function needed(value: string | undefined, option: string): string {
  if (value !== undefined && value !== '') return value;
  throw misuse(`${option} is needed`, 'see the examples of `--help`');
}
