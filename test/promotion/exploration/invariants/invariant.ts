import type { Rules } from '../rules.js';
import type { Transition } from '../steps/step.js';

/** Something that is to hold of every step, or of every state however it was reached. */
export interface Invariant {
  /** What is promised, in one sentence. */
  readonly name: string;
  /** `state`: it looks at what a step led to and at nothing else, so that each state needs to be looked at once. */
  readonly of: 'step' | 'state';
  /** How a step breaks it; undefined where it does not. */
  readonly breach: (transition: Transition, rules: Rules) => string | undefined;
}
