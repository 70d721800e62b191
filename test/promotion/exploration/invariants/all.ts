import * as brackets from './brackets.js';
import * as comparisons from './comparisons.js';
import * as earliest from './earliest.js';
import * as eligibility from './eligibility.js';
import * as facts from './facts.js';
import * as final from './final.js';
import type { Invariant } from './invariant.js';
import * as leases from './leases.js';
import * as replay from './replay.js';
import * as successors from './successors.js';

/** Everything that is to hold of every step in every world. */
export const INVARIANTS = {
  ...eligibility,
  ...leases,
  ...brackets,
  ...facts,
  ...final,
  ...successors,
  ...comparisons,
  ...earliest,
  ...replay,
} as const satisfies Readonly<Record<string, Invariant>>;

export type InvariantName = keyof typeof INVARIANTS;
