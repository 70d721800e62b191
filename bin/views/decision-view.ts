import type { Instant } from '../../lib/ids.js';
import type { Decision, Reason } from '../../lib/promotion/index.js';
import { printable, type Style } from '../style.js';

/** Why not, who can change that and when; then what was waived, and from when on it may. */
export function decisionLines({ eligible, reasons, overridden = [], earliest }: Decision, style: Style): string[] {
  return [
    ...reasons.flatMap((reason) => reasonLines(reason, style)),
    ...overridden.map(({ message }) => `- ${style.doubtful('waived')}: ${printable(message)}`),
    ...(eligible ? [] : ['', earliestLine(earliest)]),
  ];
}

function reasonLines({ message, by, hint, until }: Reason, style: Style): string[] {
  return [
    `- ${printable(message)}${until === undefined ? '' : ` (until ${exactly(until)})`}`,
    style.faint(`  by: ${printable(by)}`),
    ...(hint === undefined ? [] : [style.faint(`  hint: ${printable(hint)}`)]),
  ];
}

function earliestLine(earliest: Decision['earliest']): string {
  return earliest === undefined ? 'Not before somebody does something' : `Earliest: ${exactly(earliest)}`;
}

/** An instant to paste: nothing is cut off that says something. */
function exactly(instant: Instant): string {
  return instant.replace(/\.000Z$/, 'Z');
}
