import type { EnvironmentId } from '../../lib/ids.js';

/**
 * What came of a check.
 *
 * - `warning`: it works, and something about it may hurt later
 * - `wrong`: something will not work
 * - `not-checked`: it is not known, or it does not matter here; the message says why
 */
export type Outcome = 'ok' | 'warning' | 'wrong' | 'not-checked';

/** One line of what was found. */
export interface Finding {
  /** What was looked at: `node`, `table`. The same for all findings of one check. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly message: string;
  /** What to do, with a command to paste where there is one. */
  readonly hint?: string;
  readonly environment?: EnvironmentId;
  /** Whether a program or a service that is needed is not there at all. */
  readonly absent?: true;
}

export function ok(name: string, message: string): Finding {
  return { name, outcome: 'ok', message };
}

export function warning(name: string, message: string, hint: string): Finding {
  return { name, outcome: 'warning', message, hint };
}

export function wrong(name: string, message: string, hint: string): Finding {
  return { name, outcome: 'wrong', message, hint };
}

/** Something needed that is not there. */
export function absent(name: string, message: string, hint: string): Finding {
  return { ...wrong(name, message, hint), absent: true };
}

export function notChecked(name: string, message: string, hint?: string): Finding {
  return { name, outcome: 'not-checked', message, ...(hint === undefined ? {} : { hint }) };
}
