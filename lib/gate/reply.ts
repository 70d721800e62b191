import type { Outcome, Reason } from '../promotion/index.js';
import type { CustomResourceRequest } from './custom-resource-request.js';

/** What the function found out about one request. */
export interface Reply {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
  /** For the person who reads the events of the stack. Required where it failed. */
  readonly reason?: string;
  /** What was decided, in one word, for the log. */
  readonly decision: string;
  readonly deployment?: string;
  readonly fence?: number;
  readonly outcome?: Outcome;
}

/** The physical id of what opened nothing. */
export function nothingOpened({ requestId }: Pick<CustomResourceRequest, 'requestId'>): string {
  return `nothing/${requestId}`;
}

/** Everything that stands against a release, each with what to do, as sentences. */
export function sentencesOf(reasons: readonly Reason[]): string {
  return reasons
    .map(({ code, message, hint, until }) => {
      const from = until === undefined ? '' : ` (until ${until})`;
      return `${code}: ${message}${from}.${hint === undefined ? '' : ` ${capitalised(hint)}.`}`;
    })
    .join(' ');
}

/** What was thrown, as the end of a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error);
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
