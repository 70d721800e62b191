import fc from 'fast-check';
import type { Lineage } from '../../lib/promotion';

/** Commits by names of their own, parents before children: what a history is told from. */
export type Story = readonly StoryCommit[];

export interface StoryCommit {
  readonly name: string;
  readonly parents: readonly string[];
  /** Seconds since 1970 by the clock of who made it; default: an hour after the one before. */
  readonly at?: number;
}

/** Any history of a few commits, of several roots and with merges, made on machines whose clocks are wrong. */
export const stories: fc.Arbitrary<Story> = fc
  .array(fc.record({ parents: fc.array(fc.nat(), { maxLength: 3 }), at: fc.integer({ min: 0, max: 2_000_000_000 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((drafts) =>
    drafts.map(({ parents, at }, index) => {
      const earlier = index === 0 ? [] : parents.map((parent) => `c${parent % index}`);
      return { name: `c${index}`, parents: [...new Set(earlier)], at };
    }),
  );

/** Every commit of a story beside every other and itself. */
export function everyPair(story: Story): readonly { readonly from: string; readonly to: string }[] {
  return story.flatMap((from) => story.map((to) => ({ from: from.name, to: to.name })));
}

/** What the second is to the first, told from who reaches whom: the same for every commit at once, parents first. */
export function lineageIn(story: Story, from: string, to: string): Lineage {
  const reached = new Map<string, ReadonlySet<string>>();
  for (const { name, parents } of story)
    reached.set(name, new Set([name, ...parents.flatMap((parent) => [...(reached.get(parent) ?? [])])]));
  const [forth, back] = [reached.get(to)?.has(from), reached.get(from)?.has(to)];
  if (forth && back) return 'same';
  if (forth) return 'descendant';
  return back ? 'ancestor' : 'diverged';
}
