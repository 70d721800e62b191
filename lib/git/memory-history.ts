import type { Lineage } from '../promotion/index.js';
import { type CommitHistory, type CommitPair, isCommitName, pairKey } from './commit-history.js';

/** A commit, and the ones that it was made from: none for the first, several for a merge. */
export interface Commit {
  /** 7 to 64 lower-case hex digits. */
  readonly hash: string;
  readonly parents: readonly string[];
}

/**
 * A history from a list of its commits: for tests and trials. Where a parent is not in the list the history is cut off,
 * as in a shallow clone: what is reached is reached, and what is not proves nothing.
 */
export class MemoryHistory implements CommitHistory {
  readonly #parents: ReadonlyMap<string, readonly string[]>;
  readonly #isCutOff: boolean;

  /** @throws Error where a hash is none: nobody could ask for that commit */
  constructor(commits: readonly Commit[]) {
    const odd = commits.find(({ hash }) => !isCommitName(hash));
    if (odd !== undefined) throw new Error(`"${odd.hash}" is no hash of a commit: 7 to 64 lower-case hex digits`);
    this.#parents = new Map(commits.map(({ hash, parents }) => [hash, parents]));
    this.#isCutOff = commits.some(({ parents }) => parents.some((parent) => !this.#parents.has(parent)));
  }

  async compare(pairs: readonly CommitPair[]): Promise<ReadonlyMap<string, Lineage>> {
    const lineages = new Map<string, Lineage>();
    for (const { from, to } of pairs) {
      const lineage = this.#lineage(this.#find(from), this.#find(to));
      if (lineage !== undefined) lineages.set(pairKey(from, to), lineage);
    }
    return lineages;
  }

  #lineage(from: string | undefined, to: string | undefined): Lineage | undefined {
    if (from === undefined || to === undefined) return undefined;
    if (from === to) return 'same';
    if (this.#reaches(to, from)) return 'descendant';
    if (this.#reaches(from, to)) return 'ancestor';
    return this.#isCutOff ? undefined : 'diverged';
  }

  /** The only commit whose hash begins like that. */
  #find(name: string): string | undefined {
    if (!isCommitName(name)) return undefined;
    if (this.#parents.has(name)) return name;
    const found = [...this.#parents.keys()].filter((hash) => hash.startsWith(name));
    return found.length === 1 ? found[0] : undefined;
  }

  #reaches(start: string, goal: string): boolean {
    // A set is walked in the order of arrival, what arrives on the way included.
    const reached = new Set([start]);
    for (const commit of reached) for (const parent of this.#parents.get(commit) ?? []) reached.add(parent);
    return reached.has(goal);
  }
}
