import { type CommitHistory, pairKey } from '../../lib/git';
import type { Lineage } from '../../lib/promotion';
import { everyPair, lineageIn, type Story } from './story';

/** A history that was made from a story. */
export interface ToldHistory {
  readonly history: CommitHistory;
  /** The full hash of a commit of the story. */
  hashOf(name: string): string;
}

/** A trunk with a branch that is merged, one that is not, and a commit that has nothing in common with them. */
const story: Story = [
  { name: 'first', parents: [] },
  { name: 'early', parents: ['first'] },
  { name: 'branch', parents: ['early'] },
  { name: 'trunk', parents: ['early'] },
  { name: 'merge', parents: ['trunk', 'branch'] },
  { name: 'main', parents: ['merge'] },
  { name: 'abandoned', parents: ['trunk'] },
  { name: 'stranger', parents: [] },
];

/** What every history of commits promises, wherever it has them from. */
export function historyConformance(name: string, tell: (story: Story) => ToldHistory): void {
  describe(`the history of commits: ${name}`, () => {
    let told: ToldHistory;
    beforeAll(() => {
      told = tell(story);
    });

    async function lineage(from: string, to: string): Promise<Lineage | undefined> {
      const answer = await told.history.compare([{ from, to }]);
      expect([...answer.keys()].filter((key) => key !== pairKey(from, to))).toEqual([]);
      return answer.get(pairKey(from, to));
    }

    test.each<[string, string, Lineage]>([
      ['early', 'early', 'same'],
      ['early', 'trunk', 'descendant'],
      ['first', 'main', 'descendant'],
      ['branch', 'merge', 'descendant'],
      ['trunk', 'merge', 'descendant'],
      ['main', 'branch', 'ancestor'],
      ['trunk', 'early', 'ancestor'],
      ['branch', 'trunk', 'diverged'],
      ['abandoned', 'main', 'diverged'],
      ['main', 'stranger', 'diverged'],
    ])('seen from %s, %s is: %s', async (from, to, expected) => {
      expect(await lineage(told.hashOf(from), told.hashOf(to))).toBe(expected);
    });

    test('tells of many pairs at once, of some twice, in either direction', async () => {
      const pairs = everyPair(story).map(({ from, to }) => ({ from: told.hashOf(from), to: told.hashOf(to) }));
      const expected = everyPair(story).map(({ from, to }): [string, Lineage] => [
        pairKey(told.hashOf(from), told.hashOf(to)),
        lineageIn(story, from, to),
      ]);
      expect(await told.history.compare([...pairs, ...pairs])).toEqual(new Map(expected));
    });

    test('goes by who was made from whom, not by the clocks of those who made them', async () => {
      const { history, hashOf } = tell([
        { name: 'before', parents: [], at: 2_000_000_000 },
        { name: 'after', parents: ['before'], at: 1_000_000_000 },
        { name: 'beside', parents: ['before'], at: 1_500_000_000 },
      ]);
      const [before, after, beside] = [hashOf('before'), hashOf('after'), hashOf('beside')];
      const answer = await history.compare([
        { from: before, to: after },
        { from: after, to: beside },
      ]);
      expect([...answer.values()]).toEqual(['descendant', 'diverged']);
    });

    test('knows commits by the beginnings of their hashes, and answers under the names it was asked by', async () => {
      const [early, main] = [told.hashOf('early'), told.hashOf('main')];
      expect(await lineage(early.slice(0, 7), main.slice(0, 12))).toBe('descendant');
      expect(await lineage(main, main.slice(0, 8))).toBe('same');
      const both = await told.history.compare([
        { from: early, to: main },
        { from: early.slice(0, 7), to: main },
      ]);
      expect([...both.keys()]).toEqual([pairKey(early, main), pairKey(early.slice(0, 7), main)]);
    });

    test('leaves out a pair with a commit that it does not have, and answers the others', async () => {
      const [early, main] = [told.hashOf('early'), told.hashOf('main')];
      const [nobodys, nor] = ['0123456789'.repeat(4), '0123456'];
      const answer = await told.history.compare([
        { from: early, to: nobodys },
        { from: nor, to: main },
        { from: nobodys, to: nobodys },
        { from: early, to: main },
      ]);
      expect([...answer]).toEqual([[pairKey(early, main), 'descendant']]);
    });

    test.each([
      ['nothing', () => ''],
      ['an option', () => '--help'],
      ['an option of git', () => '--exec-path=/tmp'],
      ['a movable name', () => 'HEAD'],
      ['a branch', () => 'main'],
      ['a branch in full', () => 'refs/heads/main'],
      ['an expression', (hash: string) => `${hash}^`],
      ['a range', (hash: string) => `${hash}..${hash}`],
      ['an exclusion', (hash: string) => `^${hash}`],
      ['fewer than 7 digits', (hash: string) => hash.slice(0, 6)],
      ['more than 64 digits', (hash: string) => hash.repeat(2).slice(0, 65)],
      ['more digits than a hash has', (hash: string) => `${hash}0`],
      ['capital letters', (hash: string) => hash.toUpperCase()],
      ['a line end', (hash: string) => `${hash}\n`],
      ['two lines', (hash: string) => `${hash}\n${hash}`],
      ['a NUL', (hash: string) => `${hash}\0`],
      ['a version', () => '1.4.2'],
    ])('takes %s for no commit', async (_, written) => {
      const main = told.hashOf('main');
      expect(await lineage(written(main), main)).toBeUndefined();
      expect(await lineage(main, written(main))).toBeUndefined();
      expect(await lineage(written(main), written(main))).toBeUndefined();
    });

    test('answers nothing to no question', async () => {
      expect(await told.history.compare([])).toEqual(new Map());
    });
  });
}
