import type { LedgerEvent } from '../../lib/promotion/index.js';
import type { Style } from '../style.js';

/** What people decided, as scripts get it: the event that was recorded, where one was, and what is told beside it. */
export function recordedJson(
  event: LedgerEvent | undefined,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { recorded: event !== undefined, ...event, ...more };
}

/** What somebody should know beside it, one line each. */
export function noteLines(notes: readonly string[], style: Style): string[] {
  return notes.map((note) => `  ${style.doubtful('!')} ${note}`);
}

/** ` because of: why`, where a reason was given. */
export function why(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
