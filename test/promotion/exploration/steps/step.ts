import type { Opening } from '../../../../lib/delivery/opening.js';
import type { Project } from '../../../../lib/manifest/model.js';
import type { LedgerEvent, Question } from '../../../../lib/promotion/index.js';
import type { Intent } from '../process.js';
import type { Change, Rules } from '../rules.js';
import type { Recipe } from '../shop.js';
import type { World } from '../world.js';

/** A small world to explore: its manifest, its releases, and what may happen in it. */
export interface Setup {
  readonly name: string;
  readonly project: Project;
  /** Created before anything else happens. */
  readonly releases: readonly Recipe[];
  readonly moves: readonly Move[];
  /** What happened before, by the labels of its steps, so that the exploration begins where it gets interesting. */
  readonly begin?: readonly string[];
  /** Whether instants matter by themselves and not only by how long ago they are, as they do where there are windows. */
  readonly absoluteTime?: boolean;
}

/** One kind of thing that may happen. */
export interface Move {
  readonly name: string;
  /** How often at most, in one history. Default: as often as it can. */
  readonly limit?: number;
  readonly steps: (world: World, rules: Rules, setup: Setup) => readonly Step[];
}

/** Something that happened. */
export interface Step {
  /** For people, in one line. */
  readonly label: string;
  readonly after: World;
  /** The question that was asked of the law on the way, and what came of it; `after` is the same world where it was no. */
  readonly asked?: Asked;
}

export interface Asked {
  readonly intent: Intent;
  readonly change: Change;
  readonly opened: Opening;
  /** Whether whoever was at work there was known to be gone. */
  readonly holderGone: boolean;
  /** The question as the law was asked it; absent where it did not come to that. */
  readonly question?: Question;
}

/** One step in the context of where it was made. */
export interface Transition {
  readonly setup: Setup;
  readonly before: World;
  readonly step: Step;
  readonly after: World;
  /** What was recorded by it. */
  readonly appended: readonly LedgerEvent[];
}
