import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256 } from '../../lib/canonical';
import { GitProgram, type GitProgramProps, pairKey } from '../../lib/git';
import { collidingCommits } from './colliding-commits';
import { historyConformance } from './history-conformance';
import { everyPair, lineageIn, type Story, stories } from './story';
import { describeGit, type Repository, TemporaryRepositories } from './temporary-repositories';

const repositories = new TemporaryRepositories();

const line: Story = [
  { name: 'old', parents: [] },
  { name: 'middle', parents: ['old'] },
  { name: 'new', parents: ['middle'] },
  { name: 'beside', parents: ['middle'] },
];

/** What git says of two commits, the first of them as it is called in the story or as it is written. */
async function ask({ folder }: { folder: string }, from: string, to: string, props: Partial<GitProgramProps> = {}) {
  const answer = await new GitProgram({ folder, ...props }).compare([{ from, to }]);
  return answer.get(pairKey(from, to)) ?? 'unknown';
}

function lose({ folder }: Repository, hash: string): void {
  rmSync(join(folder, '.git', 'objects', hash.slice(0, 2), hash.slice(2)));
}

/** Makes a repository one that calls another for what it does not have, as a partial clone does. */
function promise(repository: Repository, origin: Repository): void {
  for (const setting of ['allowFilter', 'allowAnySHA1InWant']) origin.git('config', `uploadpack.${setting}`, 'true');
  repository.git('remote', 'add', 'origin', `file://${origin.folder}`);
  repository.git('config', 'core.repositoryFormatVersion', '1');
  repository.git('config', 'extensions.partialClone', 'origin');
  repository.git('config', 'remote.origin.promisor', 'true');
}

describeGit('git', () => {
  historyConformance('in a repository of git', (story) => {
    const repository = repositories.telling(story);
    return {
      history: new GitProgram({ folder: repository.folder }),
      hashOf: (name) => repository.hashOf(name),
    };
  });

  test('says of any two commits of a tangled history who was made from whom', async () => {
    const tangled = (story: Story): boolean => story.length > 6 && story.some(({ parents }) => parents.length > 2);
    const [story] = fc.sample(stories.filter(tangled), { numRuns: 1, seed: 4 });
    const repository = repositories.telling(story!);
    const pairs = everyPair(story!).map(({ from, to }) => ({
      from: repository.hashOf(from),
      to: repository.hashOf(to),
    }));
    const expected = everyPair(story!).map(({ from, to }) => [
      pairKey(repository.hashOf(from), repository.hashOf(to)),
      lineageIn(story!, from, to),
    ]);
    expect([...(await new GitProgram({ folder: repository.folder }).compare(pairs))]).toEqual(expected);
  });

  describe('over a line of commits', () => {
    let repository: Repository;
    let [old, latest, beside]: string[] = [];
    beforeAll(() => {
      repository = repositories.telling(line);
      [old, latest, beside] = ['old', 'new', 'beside'].map((name) => repository.hashOf(name));
    });

    test('answers from any folder inside of the repository', async () => {
      const folder = join(repository.folder, 'services', 'carts');
      mkdirSync(folder, { recursive: true });
      expect(await ask({ folder }, old!, latest!)).toBe('descendant');
    });

    test('answers from a bare repository', async () => {
      expect(await ask(repositories.clone(repository, '--bare', '--no-local'), old!, latest!)).toBe('descendant');
    });

    test('looks into the repository of the folder, whatever a hook of another one set', async () => {
      const other = repositories.empty();
      const environment = { ...process.env, GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder };
      expect(await ask(repository, old!, latest!, { environment })).toBe('descendant');
    });

    test('asks once what the names are, once what there is, and once for each two commits', async () => {
      const [program, log] = [join(repositories.folder(), 'git'), join(repositories.folder(), 'log')];
      writeFileSync(program, `#!/bin/sh\necho "$1" >> '${log}'\nexec git "$@"\n`);
      chmodSync(program, 0o755);
      const answer = await new GitProgram({ folder: repository.folder, program }).compare([
        { from: old!, to: latest! },
        { from: old!.slice(0, 9), to: latest! },
        { from: old!, to: beside!.slice(0, 9) },
        { from: old!, to: old! },
        { from: old!, to: 'ffffffffff' },
        { from: '--help', to: latest! },
      ]);
      expect(answer.size).toBe(4);
      expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
        'rev-parse',
        'cat-file',
        'merge-base',
        'merge-base',
      ]);
    });

    test('leaves unknown what is not answered within the time', async () => {
      const program = join(repositories.folder(), 'git');
      writeFileSync(program, '#!/bin/sh\nexec sleep 20\n');
      chmodSync(program, 0o755);
      expect(await ask(repository, old!, latest!, { program, timeLimit: 50 })).toBe('unknown');
    }, 10_000);

    test('is unknown without a git program', async () => {
      expect(await ask(repository, old!, latest!, { program: 'no-such-git' })).toBe('unknown');
    });

    test('is unknown in more names than a program can be told', async () => {
      const many = Array.from({ length: 40_000 }, (_, index) => ({ from: sha256(`${index}`), to: latest! }));
      expect(await new GitProgram({ folder: repository.folder }).compare(many)).toEqual(new Map());
    });
  });

  describe('what is no commit', () => {
    let repository: Repository;
    let [old, latest]: string[] = [];
    beforeAll(() => {
      repository = repositories.telling(line);
      [old, latest] = ['old', 'new'].map((name) => repository.hashOf(name));
    });

    test('a branch or a tag whose name looks like a hash', async () => {
      repository.git('branch', 'abcdef1', 'new');
      repository.git('tag', 'fedcba9876', 'new');
      expect(await ask(repository, old!, 'abcdef1')).toBe('unknown');
      expect(await ask(repository, old!, 'fedcba9876')).toBe('unknown');
    });

    test('a branch whose name is the short hash of another commit does not stand for it', async () => {
      repository.git('branch', old!.slice(0, 10), 'new');
      expect(await ask(repository, old!, old!.slice(0, 10))).toBe('same');
    });

    test('the objects of a tree, a file and a tag', async () => {
      repository.git('tag', '--annotate', '--message=1.4.2', 'v1.4.2', 'new');
      const [tag, tree] = ['v1.4.2', 'new^{tree}'].map((name) => repository.git('rev-parse', name).trim());
      const file = repository.gitReading('content', 'hash-object', '-w', '--stdin').trim();
      for (const object of [tag!, tree!, file]) {
        expect(await ask(repository, object, latest!)).toBe('unknown');
        expect(await ask(repository, object, object)).toBe('unknown');
      }
    });

    test('a short hash that two commits begin with', async () => {
      const { prefix, contents } = collidingCommits(repository.gitReading('', 'mktree').trim());
      const [one, two] = contents.map((content) =>
        repository.gitReading(content, 'hash-object', '-t', 'commit', '-w', '--stdin').trim(),
      );
      expect([one, two].map((hash) => hash?.slice(0, 7))).toEqual([prefix, prefix]);
      expect(await ask(repository, prefix, prefix)).toBe('unknown');
      expect(await ask(repository, prefix, one!)).toBe('unknown');
      expect(await ask(repository, one!, two!)).toBe('diverged');
    });
  });

  describe('a history that is not whole', () => {
    test('of a shallow clone: what is reached is told, what is not is unknown', async () => {
      const origin = repositories.telling([...line, { name: 'tip', parents: ['new', 'beside'] }]);
      const [middle, latest, beside, tip] = ['middle', 'new', 'beside', 'tip'].map((name) => origin.hashOf(name));
      const deep = repositories.clone(origin, '--depth=2', '--branch=tip');
      expect(await ask(deep, latest!, tip!)).toBe('descendant');
      expect(await ask(deep, tip!, beside!)).toBe('ancestor');
      expect(await ask(deep, tip!, tip!)).toBe('same');
      expect(await ask(deep, latest!, beside!)).toBe('unknown');
      expect(await ask(deep, middle!, tip!)).toBe('unknown');
    });

    test('of a shallow clone that has both, but not the way between them', async () => {
      const origin = repositories.telling(line);
      const [old, latest] = [origin.hashOf('old'), origin.hashOf('new')];
      const clone = repositories.clone(origin, '--depth=1', '--branch=new');
      clone.git('fetch', '--quiet', '--depth=1', 'origin', 'old');
      expect(await ask(clone, old, latest)).toBe('unknown');
      expect(await ask(clone, latest, old)).toBe('unknown');
      expect(await ask(clone, old, old)).toBe('same');
    });

    test('of a repository that lost a commit', async () => {
      const repository = repositories.telling(line);
      const [old, middle, latest] = line.map(({ name }) => repository.hashOf(name));
      lose(repository, middle!);
      expect(await ask(repository, old!, latest!)).toBe('unknown');
      expect(await ask(repository, middle!, latest!)).toBe('unknown');
      expect(await ask(repository, latest!, latest!)).toBe('same');
    });

    test('of a partial clone: the remote is not called for commits that are only there', async () => {
      const origin = repositories.telling([...line, { name: 'newest', parents: ['new'] }]);
      const clone = repositories.telling(line);
      const [old, middle, latest, newest] = ['old', 'middle', 'new', 'newest'].map((name) => origin.hashOf(name));
      lose(clone, middle!);
      promise(clone, origin);
      expect(await ask(clone, latest!, newest!)).toBe('unknown');
      expect(await ask(clone, old!, latest!)).toBe('unknown');
      expect(clone.git('merge-base', old!, latest!).trim()).toBe(old);
    });
  });

  describe('a history as it was committed, not as it was redrawn on this machine', () => {
    test.each<[string, (repository: Repository, child: string, parent: string) => void]>([
      ['replaced commits', (repository, child, parent) => repository.git('replace', '--graft', child, parent)],
      [
        'grafts',
        ({ folder }, child, parent) => {
          mkdirSync(join(folder, '.git', 'info'), { recursive: true });
          writeFileSync(join(folder, '.git', 'info', 'grafts'), `${child} ${parent}\n`);
        },
      ],
    ])('%s', async (_, redraw) => {
      const repository = repositories.telling(line);
      const [middle, latest, beside] = ['middle', 'new', 'beside'].map((name) => repository.hashOf(name));
      redraw(repository, latest!, beside!);
      expect(repository.git('merge-base', latest!, beside!).trim()).toBe(beside);
      expect(await ask(repository, beside!, latest!)).toBe('diverged');
      expect(await ask(repository, middle!, latest!)).toBe('descendant');
    });
  });

  test('repositories that name commits by SHA-256 are asked alike', async () => {
    const repository = repositories.telling(line, '--object-format=sha256');
    const [old, latest] = [repository.hashOf('old'), repository.hashOf('new')];
    expect(old).toHaveLength(64);
    expect(await ask(repository, old, latest)).toBe('descendant');
    expect(await ask(repository, latest.slice(0, 50), old.slice(0, 7))).toBe('ancestor');
  });

  describe('is unknown where there is no repository to ask', () => {
    const hash = '0123456789'.repeat(4);

    test('in a folder that is none', async () => {
      expect(await ask({ folder: repositories.folder() }, hash, hash)).toBe('unknown');
    });

    test('in a folder that does not exist', async () => {
      expect(await ask({ folder: join(repositories.folder(), 'gone') }, hash, hash)).toBe('unknown');
    });

    test('in a repository without a commit', async () => {
      expect(await ask(repositories.empty(), hash, hash)).toBe('unknown');
    });

    test('in a broken repository', async () => {
      const repository = repositories.telling(line);
      const latest = repository.hashOf('new');
      writeFileSync(join(repository.folder, '.git', 'config'), '[core\n');
      expect(await ask(repository, latest, latest)).toBe('unknown');
    });
  });
});
