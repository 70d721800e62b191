import type { ReleaseId } from '../../../../lib/ids.js';
import {
  applyEvent,
  CONDITIONS,
  decide,
  decideBy,
  type EnvironmentState,
  type Fact,
  type LedgerEvent,
  type ProjectState,
  type Question,
} from '../../../../lib/promotion/index.js';
import type { Condition } from '../../../../lib/promotion/law/inquiry.js';
import type { InvariantName } from '../invariants/all.js';
import { REAL_RULES, type Rules } from '../rules.js';
import type { WorldName } from '../worlds/all.js';

/** A fault that another system had, or might have had, built into this one. */
export interface Mutation {
  readonly fault: string;
  /** Where it was seen. */
  readonly source: string;
  readonly world: WorldName;
  /** Which promise it breaks. */
  readonly caughtBy: InvariantName;
  readonly rules: Rules;
}

type Conditions = typeof CONDITIONS;

/** The law with some of its conditions replaced by faulty ones. */
export function law(faulty: { readonly [Name in keyof Conditions]?: Condition }): Rules {
  return { ...REAL_RULES, decide: (question) => decideBy({ ...CONDITIONS, ...faulty }, question) };
}

/** The law asked a faulty question. */
export function misasked(change: (question: Question) => Question): Rules {
  return { ...REAL_RULES, decide: (question) => decide(change(question)) };
}

/** A fold that takes an event for another one, or does not see it at all. */
export function misread(read: (event: LedgerEvent, state: ProjectState) => LedgerEvent | undefined): Rules {
  return {
    ...REAL_RULES,
    apply: (state, event) => {
      const seen = read(event, state);
      return seen === undefined ? state : applyEvent(state, seen);
    },
  };
}

/** A fold that makes something else of an environment after an event. */
export function misfolded(
  fold: (here: EnvironmentState, event: LedgerEvent, before: EnvironmentState | undefined) => EnvironmentState,
): Rules {
  return {
    ...REAL_RULES,
    apply: (state, event) => {
      const after = applyEvent(state, event);
      const environments = Object.fromEntries(
        Object.entries(after.environments).map(([key, here]) => {
          const before = state.environments[key as keyof typeof state.environments];
          return [key, fold(here, event, before)];
        }),
      );
      return { ...after, environments };
    },
  };
}

export function withFact(event: LedgerEvent, fact: Fact): LedgerEvent {
  return { ...event, fact };
}

export const without = <Row>(rows: Readonly<Record<ReleaseId, Row>>, gone: string): Readonly<Record<ReleaseId, Row>> =>
  Object.fromEntries(Object.entries(rows).filter(([key]) => key !== gone));
