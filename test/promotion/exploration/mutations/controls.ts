import { later } from '../../../../lib/ids.js';
import { applyEvent, CONDITIONS, decide } from '../../../../lib/promotion/index.js';
import { inquire } from '../../../../lib/promotion/law/inquiry.js';
import { REAL_RULES } from '../rules.js';
import { law, type Mutation, misasked, misread, withFact } from './mutation.js';

/** Freezes, windows, blocked images and broken glasses. */
export const CONTROLS: readonly Mutation[] = [
  {
    fault: 'it is told that time alone changes nothing, and nobody looks again',
    source: 'kargo #4586',
    world: 'windows',
    caughtBy: 'earliestIsRight',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const { earliest: _, ...decision } = decide(question);
        return decision;
      },
    },
  },
  {
    fault: 'it is said to be eligible when the first of several conditions holds, and not the last',
    source: 'kargo #4586',
    world: 'windows',
    caughtBy: 'earliestIsRight',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const decision = decide(question);
        const [first] = decision.reasons.flatMap(({ until }) => until ?? []).sort();
        return decision.earliest === undefined || first === undefined ? decision : { ...decision, earliest: first };
      },
    },
  },
  {
    fault: 'a freeze stops people, and not what follows by itself',
    source: 'Octopus, triggers in a freeze',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: law({ notFrozen: (inquiry) => (inquiry.automatic ? [] : CONDITIONS.notFrozen(inquiry)) }),
  },
  {
    fault: 'a freeze that is still to come holds already',
    source: 'Octopus #9621',
    world: 'freezing',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: misasked((question) => ({
      ...question,
      state: { ...question.state, freezes: question.state.freezes.map((freeze) => ({ ...freeze, from: freeze.at })) },
    })),
  },
  {
    fault: 'to lift one freeze lifts all of them',
    source: 'Octopus, overlapping freezes',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: {
      ...REAL_RULES,
      apply: (state, event) => {
        const after = applyEvent(state, event);
        return event.fact.type === 'freeze.lifted' ? { ...after, freezes: [] } : after;
      },
    },
  },
  {
    fault: 'rollbacks are always free, whatever the freeze says',
    source: 'Google Cloud Deploy, policies by verb',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: law({ notFrozen: (inquiry) => (inquiry.kind === 'rollback' ? [] : CONDITIONS.notFrozen(inquiry)) }),
  },
  {
    fault: 'a broken glass lets through what is blocked',
    source: 'kargo #6562',
    world: 'blocking',
    caughtBy: 'blockedIsNeverDeployed',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const decision = decide(question);
        const isBroken = inquire(question).here?.overrides.some(({ release }) => release === question.release);
        const reasons = decision.reasons.filter(({ code }) => !isBroken || code !== 'ImageBlocked');
        return { ...decision, reasons, eligible: reasons.length === 0 };
      },
    },
  },
  {
    fault: 'a broken glass never heals',
    source: 'kargo #6562',
    world: 'blocking',
    caughtBy: 'nothingIneligibleBegins',
    rules: misread((event) =>
      event.fact.type === 'glass.broken'
        ? withFact(event, { ...event.fact, expires: later(event.fact.expires, 3_600_000) })
        : event,
    ),
  },
  {
    fault: 'a glass that was broken for one release is broken for all',
    source: 'Octopus #8793',
    world: 'blocking',
    caughtBy: 'nothingIneligibleBegins',
    rules: misasked((question) => {
      const environments = Object.fromEntries(
        Object.entries(question.state.environments).map(([key, here]) => [
          key,
          { ...here, overrides: here.overrides.map((override) => ({ ...override, release: question.release })) },
        ]),
      );
      return { ...question, state: { ...question.state, environments } };
    }),
  },
  {
    fault: 'a rollback brings back what is blocked',
    source: 'no case known',
    world: 'blocking',
    caughtBy: 'blockedIsNeverDeployed',
    rules: law({ unblocked: (inquiry) => (inquiry.kind === 'rollback' ? [] : CONDITIONS.unblocked(inquiry)) }),
  },
  {
    fault: 'a window is a wish',
    source: 'no case known',
    world: 'windows',
    caughtBy: 'windowsAreKept',
    rules: law({ windowOpen: () => [] }),
  },
];
