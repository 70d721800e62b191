import type { Lineage } from '../promotion/index.js';

/** Two commits by their hashes, in full or shortened to what only one commit begins with. */
export interface CommitPair {
  readonly from: string;
  readonly to: string;
}

/** Where commits come from, as somebody knows it who has the repository at hand. */
export interface CommitHistory {
  /**
   * What the second commit of each pair is to the first, under {@link pairKey} of the pair. A pair of which this cannot
   * be told is absent: a text that names no commit here, or more than one; a history that was cut off before the answer.
   * Never fails.
   */
  compare(pairs: readonly CommitPair[]): Promise<ReadonlyMap<string, Lineage>>;
}

const COMMIT_NAME = /^[0-9a-f]{7,64}$/;

/** `<from>..<to>`; no two pairs of commits share it. */
export function pairKey(from: string, to: string): string {
  return `${from}..${to}`;
}

/** Whether a text can name a commit: 7 to 64 lower-case hex digits. Branches, tags and `HEAD` move, and name none. */
export function isCommitName(text: string): boolean {
  return COMMIT_NAME.test(text);
}
