import { instant } from '../shop.js';
import type { Invariant } from './invariant.js';

/** How many ticks after a refusal are looked at; the last lies after everything that is waited for. */
const SAMPLES = [0, 1, 2, 3, 8] as const;

export const earliestIsRight: Invariant = {
  of: 'step',
  name: 'what is told to be the earliest instant is: not before, and then; and where none is told there is none',
  breach: ({ before, step }, rules) => {
    const { asked } = step;
    if (asked?.opened.step !== 'refused' || asked.question === undefined) return undefined;
    const { question } = asked;
    const { earliest } = asked.opened.decision;
    const isEligible = (at: typeof earliest & string): boolean => rules.decide({ ...question, at }).eligible;
    for (const ticks of SAMPLES) {
      const at = instant(before.clock + ticks);
      const [said, is] = [earliest !== undefined && Date.parse(at) >= Date.parse(earliest), isEligible(at)];
      // Later than the earliest it may have turned again.
      if (is && !said) return `it was to be eligible ${earliest ?? 'never'}, and is at ${at}`;
      if (earliest === at && !is) return `it was to be eligible at ${at}, and is not`;
    }
    if (earliest === undefined) return undefined;
    const justBefore = new Date(Date.parse(earliest) - 1).toISOString() as typeof earliest;
    return isEligible(justBefore) ? `it was to be eligible at ${earliest}, and is a millisecond before` : undefined;
  },
};
