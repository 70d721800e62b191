import { SlipwayError } from '../lib/problem.js';

const DEFAULT_LIMIT = 20;

/** How many rows a list shows at the most. */
export function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new SlipwayError('input', {
    code: 'InvalidLimit',
    message: `--limit is "${text}", which is not a number of rows`,
    hint: 'write a whole number from 1',
  });
}
