import type { Invariant } from './invariants/invariant.js';
import { keyOf } from './key.js';
import type { Rules } from './rules.js';
import type { Setup, Step, Transition } from './steps/step.js';
import { lengthOf, type Trail, tell } from './story.js';
import { createReleases, emptyWorld, type World } from './world.js';

/** What an exploration went through, and what it found. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** All histories of so many steps were gone through, up to what cannot be told apart. */
  readonly depth: number;
  /** Whether there was nothing left to go to. */
  readonly exhausted: boolean;
  readonly breach?: Breach;
}

/** An invariant that does not hold, and a shortest history that shows it. */
export interface Breach {
  readonly invariant: string;
  readonly why: string;
  readonly length: number;
  readonly story: string;
}

interface Node {
  readonly world: World;
  readonly trail: Trail | undefined;
}

/**
 * Goes through everything that may happen, nearest first, so that the first breach has a shortest history. Every step is
 * checked, and worlds that cannot be told apart are gone on from once.
 */
export function explore(
  setup: Setup,
  rules: Rules,
  invariants: readonly Invariant[],
  { depth: deepest = Number.POSITIVE_INFINITY, states: most = Number.POSITIVE_INFINITY } = {},
): Exploration {
  const absolute = setup.absoluteTime === true;
  const ofSteps = invariants.filter((invariant) => invariant.of === 'step');
  const begin = beginning(setup, rules);
  const seen = new Set<string>([keyOf(begin, absolute)]);
  let frontier: readonly Node[] = [{ world: begin, trail: undefined }];
  let transitions = 0;
  let depth = 0;
  while (frontier.length > 0 && depth < deepest) {
    const next: Node[] = [];
    for (const { world, trail } of frontier) {
      if (seen.size >= most) return { states: seen.size, transitions, depth, exhausted: false };
      for (const step of stepsFrom(world, rules, setup)) {
        transitions++;
        const there: Trail = { label: step.label, clock: world.clock, before: trail };
        const key = step.after === world ? undefined : keyOf(step.after, absolute);
        const isNew = key !== undefined && !seen.has(key);
        const broken = firstBreach(isNew ? invariants : ofSteps, transitionOf(setup, world, step), rules);
        if (broken !== undefined) {
          const breach = { ...broken, length: lengthOf(there), story: tell(there) };
          return { states: seen.size, transitions, depth, exhausted: false, breach };
        }
        if (!isNew) continue;
        seen.add(key);
        next.push({ world: step.after, trail: there });
      }
    }
    frontier = next;
    depth++;
  }
  return { states: seen.size, transitions, depth, exhausted: frontier.length === 0 };
}

/** The world at the very beginning of a setup. */
export function beginning(setup: Setup, rules: Rules): World {
  const created = createReleases(emptyWorld(setup.project, setup.moves.length), rules, setup.releases, 'mia');
  return (setup.begin ?? []).reduce((world, label) => {
    const steps = setup.moves.flatMap((move) => move.steps(world, rules, setup));
    const step = steps.find((one) => one.label === label);
    if (step === undefined) throw new Error(`not "${label}" but ${steps.map((one) => one.label).join('; ')}`);
    return step.after;
  }, created);
}

/** Everything that may happen next. */
export function stepsFrom(world: World, rules: Rules, setup: Setup): readonly Step[] {
  return setup.moves.flatMap((move, index) => {
    if (move.limit === undefined) return move.steps(world, rules, setup);
    if ((world.spent[index] ?? 0) >= move.limit) return [];
    const spent = world.spent.with(index, (world.spent[index] ?? 0) + 1);
    return move
      .steps(world, rules, setup)
      .map((step) => (step.after === world ? step : { ...step, after: { ...step.after, spent } }));
  });
}

export function transitionOf(setup: Setup, before: World, step: Step): Transition {
  const { after } = step;
  return { setup, before, step, after, appended: after.events.slice(before.events.length) };
}

/** The first of some invariants that a step breaks, and how. */
export function firstBreach(
  invariants: readonly Invariant[],
  transition: Transition,
  rules: Rules,
): { readonly invariant: string; readonly why: string } | undefined {
  for (const { name, breach } of invariants) {
    const why = breach(transition, rules);
    if (why !== undefined) return { invariant: name, why };
  }
  return undefined;
}
