import fc from 'fast-check';
import { sha256 } from '../../lib/canonical';
import { MemoryHistory, pairKey } from '../../lib/git';
import { historyConformance, type ToldHistory } from './history-conformance';
import { everyPair, lineageIn, type Story, stories } from './story';

function hashOf(name: string): string {
  return sha256(name).slice(0, 40);
}

function tell(story: Story): ToldHistory {
  const commits = story.map(({ name, parents }) => ({ hash: hashOf(name), parents: parents.map(hashOf) }));
  return { history: new MemoryHistory(commits), hashOf };
}

historyConformance('in memory', tell);

describe('a history in memory', () => {
  test('says of any two commits of any history who was made from whom', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const pairs = everyPair(story).map(({ from, to }) => ({ from: hashOf(from), to: hashOf(to) }));
        const expected = everyPair(story).map(({ from, to }) => [
          pairKey(hashOf(from), hashOf(to)),
          lineageIn(story, from, to),
        ]);
        expect([...(await tell(story).history.compare(pairs))]).toEqual(expected);
      }),
    );
  });

  test('says nothing of a name that two commits begin with', async () => {
    const history = new MemoryHistory([
      { hash: 'abcdef10', parents: [] },
      { hash: 'abcdef11', parents: ['abcdef10'] },
    ]);
    const answer = await history.compare([
      { from: 'abcdef1', to: 'abcdef11' },
      { from: 'abcdef10', to: 'abcdef11' },
    ]);
    expect([...answer]).toEqual([['abcdef10..abcdef11', 'descendant']]);
  });

  test('does not know commits as diverged where it was cut off', async () => {
    const history = new MemoryHistory([
      { hash: 'aaaaaaa', parents: ['fffffff'] },
      { hash: 'bbbbbbb', parents: ['aaaaaaa'] },
      { hash: 'ccccccc', parents: ['aaaaaaa'] },
    ]);
    const answer = await history.compare([
      { from: 'aaaaaaa', to: 'ccccccc' },
      { from: 'ccccccc', to: 'aaaaaaa' },
      { from: 'ccccccc', to: 'ccccccc' },
      { from: 'bbbbbbb', to: 'ccccccc' },
    ]);
    expect([...answer.values()]).toEqual(['descendant', 'ancestor', 'same']);
  });

  test('does not begin with what could never be asked for', () => {
    expect(() => new MemoryHistory([{ hash: 'c1', parents: [] }])).toThrow('"c1" is no hash of a commit');
  });
});
