import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Story } from './story';

const gitIsThere = spawnSync('git', ['--version']).status === 0;
if (!gitIsThere) process.stderr.write('skipped: what real repositories say of their commits, as there is no git\n');

/** Like `describe`, for tests that run git; skipped where there is none. */
export const describeGit = gitIsThere ? describe : describe.skip;

/** The process's variables without any that git reads, so that neither a hook nor the user's settings reach a test. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Tim',
  GIT_AUTHOR_EMAIL: 'tim@example.com',
  GIT_AUTHOR_DATE: '2026-11-20T09:00:00Z',
  GIT_COMMITTER_NAME: 'Tim',
  GIT_COMMITTER_EMAIL: 'tim@example.com',
  GIT_COMMITTER_DATE: '2026-11-20T09:00:00Z',
};

const EPOCH = 1_795_000_000;
const HOUR = 3_600;

/** Repositories that are gone after the tests of a file. */
export class TemporaryRepositories {
  private readonly made: string[] = [];

  constructor() {
    afterAll(() => {
      for (const folder of this.made) rmSync(folder, { recursive: true, force: true });
    });
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-git-'));
    this.made.push(folder);
    return folder;
  }

  /** A repository without a commit. */
  empty(...options: readonly string[]): Repository {
    const repository = new Repository(this.folder());
    repository.git('init', '--quiet', '--initial-branch=main', ...options);
    return repository;
  }

  /** A repository of the commits of a story, with a branch on each that is called as it is. */
  telling(story: Story, ...options: readonly string[]): Repository {
    const repository = this.empty(...options);
    repository.tell(story);
    return repository;
  }

  clone(of: Repository, ...options: readonly string[]): Repository {
    const copy = new Repository(this.folder());
    copy.git('clone', '--quiet', ...options, `file://${of.folder}`, '.');
    return copy;
  }
}

export class Repository {
  private readonly hashes = new Map<string, string>();

  constructor(readonly folder: string) {}

  /** Runs git in it and gives what it prints. */
  git(...args: readonly string[]): string {
    return this.gitReading('', ...args);
  }

  gitReading(input: string, ...args: readonly string[]): string {
    const stdio = ['pipe', 'pipe', 'pipe'] as const;
    return execFileSync('git', args, {
      cwd: this.folder,
      env: environment,
      input,
      encoding: 'utf8',
      stdio: [...stdio],
    });
  }

  tell(story: Story): void {
    const marks = new Map(story.map(({ name }, index) => [name, `:${index + 1}`]));
    const commands = story.map(({ name, parents, at }, index) => {
      const origins = parents.map((parent, nth) => `${nth === 0 ? 'from' : 'merge'} ${marks.get(parent)}\n`);
      const signature = `committer Tim <tim@example.com> ${at ?? EPOCH + index * HOUR} +0000`;
      return `commit refs/heads/${name}\nmark ${marks.get(name)}\n${signature}\ndata ${name.length}\n${name}\n${origins.join('')}\nget-mark ${marks.get(name)}\n`;
    });
    const printed = this.gitReading(commands.join(''), 'fast-import', '--quiet', '--date-format=raw-permissive');
    for (const [index, hash] of printed.trim().split('\n').entries()) this.hashes.set(story[index]!.name, hash);
  }

  hashOf(name: string): string {
    const hash = this.hashes.get(name);
    if (hash === undefined) throw new Error(`the story knows no ${name}`);
    return hash;
  }
}
