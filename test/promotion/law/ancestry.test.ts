import type { ArtifactKey } from '../../../lib/ids.js';
import type { Requirements } from '../../../lib/manifest/index.js';
import type { Lineage } from '../../../lib/promotion/index.js';
import { environment, id, PROJECT, project, SET, Story } from '../world.js';

type Commits = Readonly<Record<string, string | undefined>>;

/** A release whose images were made from commits; each commit has its own image. */
function release(story: Story, name: string, commits: Commits): Story {
  const images = Object.entries(commits).map(([artifact, commit]) => [
    artifact,
    { image: `docker.io/example/${artifact}:${name}`, ...(commit === undefined ? {} : { releaseHash: commit }) },
  ]);
  const about = { id: id(name), number: Number(name), project: PROJECT, serviceSet: SET, description: '', sources: {} };
  return story.tell({ type: 'release.created', release: { ...about, images: Object.fromEntries(images) } });
}

/** Release 1 of commits c1 and d1 runs; what 2 brings is given. */
function story(require: Partial<Requirements> = {}, commits: Commits = { carts: 'c2', 'carts-db': 'd2' }): Story {
  const of = new Story(project([environment('dev', { require: { digests: false, ...require } })]));
  release(of, '1', { carts: 'c1', 'carts-db': 'd1' }).deployed('1', 'dev', 'pass');
  return release(of, '2', commits);
}

const lineage = (known: Readonly<Record<string, Lineage>>) => ({
  lineage: known as Readonly<Record<ArtifactKey, Lineage>>,
});

describe('a service does not go back to an older commit', () => {
  test('where that is known, and the refusal names it and the way back', () => {
    const { reasons } = story().ask('2', 'dev', 'deploy', lineage({ carts: 'descendant', 'carts-db': 'ancestor' }));
    expect(reasons).toEqual([
      {
        code: 'OlderCommit',
        message: 'release 2 (rel-2) takes carts-db (d1 to d2) back to an older commit than dev runs',
        by: 'whoever makes a release of newer commits, or may roll back',
        hint: 'make a release from newer images; to go back on purpose: `slipway rollback dev --to rel-2`',
      },
    ]);
  });

  test('but may go sideways, or anywhere where it is not known, unless more is asked', () => {
    expect(story().reasons('2', 'dev', 'deploy', lineage({ carts: 'diverged', 'carts-db': 'same' }))).toEqual([]);
    expect(story().reasons('2', 'dev')).toEqual([]);
  });

  test('unless it is a rollback', () => {
    const of = story().deployed('2', 'dev', 'pass');
    expect(of.reasons('1', 'dev', 'deploy', lineage({ carts: 'ancestor' }))).toEqual(['OlderCommit']);
    expect(of.reasons('1', 'dev', 'rollback', lineage({ carts: 'ancestor' }))).toEqual([]);
  });

  test('unless the environment does not care', () => {
    expect(story({ ancestry: 'any' }).reasons('2', 'dev', 'deploy', lineage({ carts: 'ancestor' }))).toEqual([]);
  });

  test('and what runs already may be deployed again', () => {
    expect(story({ ancestry: 'descendant' }).reasons('1', 'dev')).toEqual([]);
  });
});

describe('where commits have to descend from those that run', () => {
  const strict = (commits?: Commits) => story({ ancestry: 'descendant' }, commits);

  test('every service that changes has to be known to', () => {
    const both = lineage({ carts: 'descendant', 'carts-db': 'descendant' });
    expect(strict().reasons('2', 'dev', 'deploy', both)).toEqual([]);
    expect(strict().ask('2', 'dev', 'deploy', lineage({ carts: 'descendant' })).reasons).toEqual([
      {
        code: 'NotADescendant',
        message:
          'dev takes only commits that descend from those it runs, and of carts-db (d1 to d2) in release 2 (rel-2) that is not known',
        by: expect.stringMatching(/^whoever/),
        hint: expect.stringContaining('full clone'),
      },
    ]);
    expect(strict().reasons('2', 'dev', 'deploy', lineage({ carts: 'diverged', 'carts-db': 'descendant' }))).toEqual([
      'NotADescendant',
    ]);
  });

  test('an older one and one that is not known are told apart', () => {
    expect(strict().reasons('2', 'dev', 'deploy', lineage({ carts: 'ancestor' }))).toEqual([
      'OlderCommit',
      'NotADescendant',
    ]);
  });

  test('what stays at its commit does not matter, nor what is new', () => {
    const of = strict({ carts: 'c2', 'carts-db': 'd1' });
    expect(of.reasons('2', 'dev', 'deploy', lineage({ carts: 'descendant' }))).toEqual([]);
    const first = release(
      new Story(project([environment('dev', { require: { digests: false, ancestry: 'descendant' } })])),
      '1',
      {
        carts: 'c1',
        'carts-db': 'd1',
      },
    );
    expect(first.reasons('1', 'dev')).toEqual([]);
  });

  test('an image that does not tell its commit is not known to', () => {
    const of = strict({ carts: undefined, 'carts-db': 'd1' });
    expect(of.ask('2', 'dev').reasons[0]?.message).toContain('carts (c1 to no commit known)');
  });
});
