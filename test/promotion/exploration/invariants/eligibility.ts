import { type Case, isWaivedFor, OBJECTIONS, type Objection, objectionsTo } from '../oracle/law.js';
import { caseOf, letIn } from './asked.js';
import type { Invariant } from './invariant.js';

export const nothingIneligibleBegins: Invariant = {
  of: 'step',
  name: 'nothing begins that was not eligible at that instant, or under a broken glass',
  breach: (transition) => {
    const { asked } = transition.step;
    if (asked === undefined || !letIn(asked)) return undefined;
    const objections = objectionsTo(caseOf(transition, asked));
    return objections.length === 0 ? undefined : `it began though it was ${objections.join(', ')}`;
  },
};

export const nothingIsRefusedWithoutCause: Invariant = {
  of: 'step',
  name: 'nothing is refused that nothing stands against',
  breach: (transition) => {
    const { asked } = transition.step;
    if (asked?.opened.step !== 'refused') return undefined;
    const it = caseOf(transition, asked);
    const codes = asked.opened.decision.reasons.map(({ code }) => code).join(', ');
    return objectionsTo(it).length === 0 ? `it was refused for ${codes}` : undefined;
  },
};

export const latestVerdictGoverns = neverBegins(
  'the latest verdict governs, in the environments before and nowhere else',
  'notVerified',
);
export const approvalsAreForOneChange = neverBegins(
  'an approval counts for the change it was given for, once a person, until it expires, and never by who made it',
  'notApproved',
);
export const frozenStays = neverBegins('what is frozen moves by nothing but a rollback or a broken glass', 'frozen');
export const windowsAreKept = neverBegins('deployments begin in windows only', 'windowClosed');
export const heldStays = neverBegins(
  'what is held goes to no other release but by a rollback or a broken glass',
  'held',
);
export const rollbacksGoToWhatWasProven = neverBegins(
  'a rollback goes to what succeeded there and did not fail',
  'notProven',
);
export const blockedIsNeverDeployed = neverBegins(
  'a blocked image is never newly deployed, whatever is broken',
  'blocked',
  'always',
);

/** A condition by itself: nothing begins against it, by whichever road. */
function neverBegins(name: string, objection: Objection, glass: 'waives it' | 'always' = 'waives it'): Invariant {
  const holds = (it: Case): boolean => !OBJECTIONS[objection](it) || (glass === 'waives it' && isWaivedFor(it));
  return {
    of: 'step',
    name,
    breach: (transition) => {
      const { asked } = transition.step;
      if (asked === undefined || !letIn(asked)) return undefined;
      return holds(caseOf(transition, asked))
        ? undefined
        : `${asked.change.release.id} began in ${asked.intent.spot.environment}`;
    },
  };
}
