import type { Glass } from '../lib/delivery/index.js';
import type { Reason } from '../lib/promotion/index.js';
import type { Invocation } from './command.js';
import { parseDuration } from './duration.js';
import { misuse } from './misuse.js';
import type { Session } from './session.js';
import { printable } from './style.js';

const DEFAULT_EXPIRY = '1h';

/** That the glass is to be broken, if the law asks for that. */
export interface GlassWish {
  readonly reason: string;
  /** For how long the law's conditions are waived, in milliseconds. */
  readonly lengthMs: number;
}

/** What `--break-glass`, `--expires` and `--reason` say together; undefined where nothing is to be broken. */
export function glassWish({ options }: Session, invocation: Invocation): GlassWish | undefined {
  const expires = invocation.value('expires');
  if (!invocation.flag('breakGlass')) {
    if (expires === undefined) return undefined;
    throw misuse(
      '--expires says how long a broken glass counts, and none is broken',
      'add --break-glass, or leave it out',
    );
  }
  const reason = options.reason?.trim() ?? '';
  if (reason === '')
    throw misuse('nobody breaks the glass without saying why', 'add --reason <text>; it is kept in the record');
  return { reason, lengthMs: parseDuration(expires ?? DEFAULT_EXPIRY, '--expires') };
}

/** The codes of what is waived, each once. */
export function codesOf(waived: readonly Pick<Reason, 'code'>[]): readonly string[] {
  return [...new Set(waived.map(({ code }) => code))];
}

/** What a broken glass waives, a line each. */
export function waivedLines(waived: readonly Pick<Reason, 'message'>[]): string[] {
  return waived.map(({ message }) => `  - ${printable(message)}`);
}

/** That nothing had to be broken. */
export function needlessNote(glass: Glass | undefined): string | undefined {
  return glass?.step === 'needless' ? 'the glass was not broken: the law says yes without it' : undefined;
}
