/** Where in the user's input a problem stands. */
export interface Position {
  /** The file as the user named it. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** The place inside the document, e.g. `environments[1].id`. */
  readonly path?: string;
}

/** One thing that is wrong, said for the person who has to mend it. */
export interface Problem {
  /** PascalCase, stable, listed in the reference of errors. */
  readonly code: string;
  /** What is wrong, with the wrong value in it. One sentence, no full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly at?: Position;
  /** Who can lift it, or what, where it is a refusal of the law. */
  readonly by?: string;
  /** The instant from which it holds no more by itself, ISO 8601 in UTC, where there is one. */
  readonly until?: string;
}

/**
 * What sort of end an error is; the command line makes its exit code of it.
 *
 * - `failed`: it was tried and failed (1)
 * - `input`: arguments, manifest, release or image are wrong (2)
 * - `refused`: the law of promotion says no (3)
 * - `conflict`: somebody else holds the environment, or a concurrent write won (4)
 * - `unknown`: timed out, the outcome is not known (6)
 * - `unavailable`: a needed program or service is not there (7)
 */
export type ErrorKind = 'failed' | 'input' | 'refused' | 'conflict' | 'unknown' | 'unavailable';

/** An expected end of an operation, with everything that is wrong at once. */
export class SlipwayError extends Error {
  readonly kind: ErrorKind;
  readonly problems: readonly Problem[];
  /** The first instant at which the same may succeed without anybody doing anything, where that is known. */
  readonly earliest: string | undefined;

  constructor(kind: ErrorKind, problems: Problem | readonly Problem[], earliest?: string) {
    const all = (Array.isArray(problems) ? problems : [problems]) as readonly Problem[];
    super(all.map((problem) => problem.message).join('\n'));
    this.name = 'SlipwayError';
    this.kind = kind;
    this.problems = all;
    this.earliest = earliest;
  }
}
