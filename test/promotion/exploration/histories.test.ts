import fc from 'fast-check';
import { beginning, firstBreach, transitionOf } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { type Happening, happenings, LARGE_SHOP, moveOf } from './large-shop.js';
import { REAL_RULES } from './rules.js';
import { type Trail, tell } from './story.js';
import type { World } from './world.js';

/** What is checked at every step. Comparing all answers before and after would be a hundred questions a step. */
const {
  onlyEvidenceBeforeCounts: _1,
  failNeverOpens: _2,
  attemptsAreNoEvidence: _3,
  setsAreIndependent: _4,
  replayIsTheSame,
  stateSaysWhatHappened,
  everythingEnds,
  soakIsWhatItWas: _5,
  defaultRollbackIsProven,
  newestFollows,
  ...ALWAYS
} = INVARIANTS;
const AT_THE_END = [replayIsTheSame, stateSaysWhatHappened, everythingEnds, defaultRollbackIsProven, newestFollows];

/** How a history goes: of what may happen at each turn, one thing does. Its breach, told with everything before it. */
function live(story: readonly Happening[]): {
  readonly world: World;
  readonly steps: number;
  readonly breach?: string;
} {
  let world = beginning(LARGE_SHOP, REAL_RULES);
  let trail: Trail | undefined;
  let last = transitionOf(LARGE_SHOP, world, { label: '', after: world });
  let steps = 0;
  for (const happening of story) {
    const possible = moveOf(happening).steps(world, REAL_RULES, LARGE_SHOP);
    const step = possible[happening.choice % possible.length];
    if (step === undefined) continue;
    steps++;
    trail = { label: step.label, clock: world.clock, before: trail };
    last = transitionOf(LARGE_SHOP, world, step);
    const broken = firstBreach(Object.values(ALWAYS), last, REAL_RULES);
    if (broken !== undefined) return { world, steps, breach: `${broken.invariant}: ${broken.why}\n${tell(trail)}` };
    world = step.after;
  }
  const broken = firstBreach(AT_THE_END, last, REAL_RULES);
  return broken === undefined
    ? { world, steps }
    : { world, steps, breach: `${broken.invariant}: ${broken.why}\n${tell(trail)}` };
}

test('no long history of a large shop breaks what the law promises', () => {
  const lived = { steps: 0, deployments: 0, longest: 0 };
  fc.assert(
    fc.property(fc.array(happenings, { minLength: 200, maxLength: 400, size: 'max' }), (story) => {
      const { world, steps, breach } = live(story);
      lived.steps += steps;
      lived.deployments += world.state.deploymentOrder.length;
      lived.longest = Math.max(lived.longest, world.events.length);
      expect(breach).toBeUndefined();
    }),
    { numRuns: process.env.SLIPWAY_THOROUGH === 'true' ? 250 : 25 },
  );
  process.stdout.write(
    `histories: ${lived.steps} steps, ${lived.deployments} deployments, at most ${lived.longest} events in one\n`,
  );
});
