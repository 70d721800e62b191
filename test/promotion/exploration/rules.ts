import { closing, type Held } from '../../../lib/delivery/closing.js';
import { type Change, changeOf } from '../../../lib/delivery/index.js';
import { nextLease, opening } from '../../../lib/delivery/opening.js';
import {
  applyEvent,
  automaticPromotions,
  type Decision,
  decide,
  type Question,
  rollbackTarget,
} from '../../../lib/promotion/index.js';

/** Everything of Slipway that decides. A mutation replaces one member by a faulty one. */
export interface Rules {
  /** The law of promotion. */
  readonly decide: (question: Question) => Decision;
  /** What an event makes of a state. */
  readonly apply: typeof applyEvent;
  /** How a deployment begins, by the given law. */
  readonly opening: typeof opening;
  readonly closing: typeof closing;
  readonly nextLease: typeof nextLease;
  /** What follows by itself, by the given law. */
  readonly automatic: typeof automaticPromotions;
  readonly rollbackTarget: typeof rollbackTarget;
  /** What a change is, and what its approvals are bound to. */
  readonly changeOf: typeof changeOf;
}

/** The real ones. */
export const REAL_RULES: Rules = {
  decide,
  apply: applyEvent,
  opening,
  closing,
  nextLease,
  automatic: automaticPromotions,
  rollbackTarget,
  changeOf,
};

export type { Change, Held };
