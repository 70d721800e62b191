import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import type { Lineage } from '../promotion/index.js';
import { type CommitHistory, type CommitPair, isCommitName, pairKey } from './commit-history.js';

export interface GitProgramProps {
  /** A folder of the repository, or one inside of it. */
  readonly folder: string;
  /** @default - the process's own variables, but for those that say where a repository is: the folder says it */
  readonly environment?: NodeJS.ProcessEnv;
  /** How to start git. @default 'git' */
  readonly program?: string;
  /** For how long to ask, in milliseconds: what is not answered then stays unknown. @default 10000 */
  readonly timeLimit?: number;
}

/** How a run of the program ended. */
interface Run {
  /** Its exit status; undefined where it could not be started or was ended. */
  readonly status?: number;
  readonly output: string;
  /** Whether it spoke of an error, which some versions do of a broken repository and give an answer all the same. */
  readonly complained: boolean;
}

type Git = (args: readonly string[], input?: string) => Promise<Run>;

interface Repository {
  /** Full hashes of commits, by the names that were asked for. */
  readonly commits: ReadonlyMap<string, string>;
  /** Whether all of the history is there. */
  readonly whole: boolean;
}

const TIME_LIMIT_MS = 10_000;

/** How many pairs are compared at a time: git works on a processor each. */
const AT_ONCE = 4;

/** The exit status of `git merge-base` for two commits that have nothing in common. */
const NO_COMMON_ANCESTOR = 1;

/** Variables that would send git to another repository, or to another history, than the folder's. */
const ELSEWHERE = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_SHALLOW_FILE',
];

const AS_IT_IS = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  // History as it was committed, not as somebody redrew it on this machine.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: devNull,
  // A partial clone would call its remote for what it has not.
  GIT_ALLOW_PROTOCOL: 'none',
};

/** The history that the `git` program finds in a folder. Without program or repository every pair is unknown. */
export class GitProgram implements CommitHistory {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #program: string;
  readonly #timeLimit: number;

  constructor({ folder, environment = process.env, program = 'git', timeLimit = TIME_LIMIT_MS }: GitProgramProps) {
    this.#folder = folder;
    this.#environment = onlyTheFolders(environment);
    this.#program = program;
    this.#timeLimit = timeLimit;
  }

  async compare(pairs: readonly CommitPair[]): Promise<ReadonlyMap<string, Lineage>> {
    const asked = pairs.filter(({ from, to }) => isCommitName(from) && isCommitName(to));
    if (asked.length === 0) return new Map();
    const ending = AbortSignal.timeout(this.#timeLimit);
    const git: Git = (args, input) => this.#run(args, ending, input);
    const { commits, whole } = await look(git, new Set(asked.flatMap(({ from, to }) => [from, to])));
    const known = asked.flatMap(({ from, to }) => {
      const [first, second] = [commits.get(from), commits.get(to)];
      return first === undefined || second === undefined ? [] : [{ key: pairKey(from, to), from: first, to: second }];
    });
    const found = await compareEach(git, whole, new Map(known.map((pair) => [pairKey(pair.from, pair.to), pair])));
    const answer = new Map<string, Lineage>();
    for (const { key, from, to } of known) {
      const lineage = found.get(pairKey(from, to));
      if (lineage !== undefined) answer.set(key, lineage);
    }
    return answer;
  }

  #run(args: readonly string[], signal: AbortSignal, input = ''): Promise<Run> {
    return new Promise<Run>((done) => {
      const options = { cwd: this.#folder, env: this.#environment, signal, killSignal: 'SIGKILL' } as const;
      const child = execFile(this.#program, args, options, (error, output, complaints) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
        done({ status, output, complained: /^(error|fatal):/m.test(complaints) });
      });
      // A program that is gone before it has read everything is told of by its status.
      child.stdin?.on('error', () => {}).end(input);
    }).catch(() => ({ output: '', complained: true }));
  }
}

/**
 * Finds the commits that names stand for. The names go to where only objects are looked for, and only those that are
 * here: a branch or tag of the same letters is not taken for one, and no remote is called.
 */
async function look(git: Git, names: ReadonlySet<string>): Promise<Repository> {
  const listed = await git([
    'rev-parse',
    '--is-shallow-repository',
    ...[...names].map((name) => `--disambiguate=${name}`),
  ]);
  const [shallow, ...objects] = linesOf(listed);
  if (objects.length === 0) return { commits: new Map(), whole: false };
  const kinds = await git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], `${objects.join('\n')}\n`);
  const hashes = new Set(linesOf(kinds).flatMap((line) => /^(\S+) commit$/.exec(line)?.[1] ?? []));
  const commits = new Map<string, string>();
  for (const name of names) {
    const [only, ...others] = [...hashes].filter((hash) => hash.startsWith(name));
    if (only !== undefined && others.length === 0) commits.set(name, only);
  }
  return { commits, whole: shallow === 'false' };
}

/** Compares pairs of full hashes; gives what is found under the keys of the pairs. */
async function compareEach(
  git: Git,
  whole: boolean,
  pairs: ReadonlyMap<string, CommitPair>,
): Promise<ReadonlyMap<string, Lineage>> {
  const found = new Map<string, Lineage>();
  const queue = pairs.entries();
  async function work(): Promise<void> {
    for (const [key, pair] of queue) {
      const lineage = await compareOne(git, whole, pair);
      if (lineage !== undefined) found.set(key, lineage);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/**
 * The best common ancestor of a commit and one that it was made from is the latter, whatever the clocks said when they
 * were made. Finding it proves the way there; not finding it proves nothing unless all of the history could be read.
 */
async function compareOne(git: Git, whole: boolean, { from, to }: CommitPair): Promise<Lineage | undefined> {
  if (from === to) return 'same';
  const { status, output, complained } = await git(['merge-base', '--', from, to]);
  if (status === 0 && output.trim() === from) return 'descendant';
  if (status === 0 && output.trim() === to) return 'ancestor';
  const answered = status === 0 || status === NO_COMMON_ANCESTOR;
  return answered && whole && !complained ? 'diverged' : undefined;
}

/** What a run printed, if it went well. */
function linesOf({ status, output }: Run): readonly string[] {
  return status === 0 ? output.split(/\r?\n/).filter((line) => line !== '') : [];
}

function onlyTheFolders(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !ELSEWHERE.includes(name));
  return { ...Object.fromEntries(kept), ...AS_IT_IS };
}
