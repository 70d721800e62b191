import { compareInstants, type Instant } from '../../ids.js';
import { approved } from './conditions/approved.js';
import { complete } from './conditions/complete.js';
import { free } from './conditions/free.js';
import { evaluableGates } from './conditions/gates.js';
import { inServiceSet, knownEnvironment, knownRelease } from './conditions/known.js';
import { notFrozen } from './conditions/not-frozen.js';
import { notHeld } from './conditions/not-held.js';
import { notOlder } from './conditions/not-older.js';
import { pinned } from './conditions/pinned.js';
import { unblocked } from './conditions/unblocked.js';
import { verifiedBefore } from './conditions/verified-before.js';
import { verifiedHere } from './conditions/verified-here.js';
import { windowOpen } from './conditions/window-open.js';
import type { Decision, Question, Reason, ReasonCode } from './decision.js';
import { type Condition, type Inquiry, inquire } from './inquiry.js';
import { overrideOf } from './override.js';

/** All that has to hold, in the order in which it is told. */
export const CONDITIONS = {
  knownEnvironment,
  knownRelease,
  inServiceSet,
  complete,
  verifiedBefore,
  pinned,
  unblocked,
  notOlder,
  verifiedHere,
  approved,
  windowOpen,
  notFrozen,
  notHeld,
  evaluableGates,
  free,
} as const satisfies Readonly<Record<string, Condition>>;

/** What no broken glass waives: what cannot be done at all, what is never to run again, and who is at work. */
const NEVER_WAIVED: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'UnknownEnvironment',
  'UnknownRelease',
  'NotInServiceSet',
  'IncompleteRelease',
  'ImageBlocked',
  'EnvironmentBusy',
]);

/**
 * The one law of promotion: whether a release may be deployed somewhere at an instant, and if not, every reason why.
 * Pure: the same record, manifest and instant give the same answer, wherever it is asked.
 */
export function decide(question: Question): Decision {
  return decideBy(CONDITIONS, question);
}

/** The law by other conditions than its own; for what explores what each of them is good for. */
export function decideBy(conditions: Readonly<Record<string, Condition>>, question: Question): Decision {
  const inquiry = inquire(question);
  const { reasons, overridden } = weigh(conditions, inquiry);
  const earliest = reasons.length === 0 ? undefined : earliestOf(conditions, inquiry, reasons);
  return {
    eligible: reasons.length === 0,
    reasons,
    ...(overridden.length === 0 ? {} : { overridden }),
    ...(earliest === undefined ? {} : { earliest }),
  };
}

/** Whether nothing stands against a release but that somebody else is at work there: a matter of waiting, no refusal. */
export function isOnlyBusy({ reasons }: Decision): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => code === 'EnvironmentBusy');
}

/** Whether a broken glass waives a condition. */
export function isWaivable(code: ReasonCode): boolean {
  return !NEVER_WAIVED.has(code);
}

function weigh(
  conditions: Readonly<Record<string, Condition>>,
  inquiry: Inquiry,
): { readonly reasons: readonly Reason[]; readonly overridden: readonly Reason[] } {
  const reasons = Object.values(conditions).flatMap((condition) => condition(inquiry));
  if (reasons.length === 0 || overrideOf(inquiry) === undefined) return { reasons, overridden: [] };
  return {
    reasons: reasons.filter(({ code }) => !isWaivable(code)),
    overridden: reasons.filter(({ code }) => isWaivable(code)),
  };
}

/** How often a later instant is tried: windows, freezes, soaks and leases each move it a few times at most. */
const MAX_LEAPS = 1_000;

/**
 * The first instant at which every condition holds, with the record as it is. Each unmet condition tells the first instant
 * at which it holds again, so nothing before the latest of these can be it; there all of them are asked anew, as some may
 * have ceased to hold meanwhile. Undefined where one of them never holds again by itself.
 */
function earliestOf(
  conditions: Readonly<Record<string, Condition>>,
  inquiry: Inquiry,
  unmet: readonly Reason[],
): Instant | undefined {
  let reasons = unmet;
  for (let leaps = 0; leaps < MAX_LEAPS; leaps++) {
    const at = latest(reasons);
    if (at === undefined) return undefined;
    reasons = weigh(conditions, { ...inquiry, at }).reasons;
    if (reasons.length === 0) return at;
  }
  return undefined;
}

function latest(reasons: readonly Reason[]): Instant | undefined {
  let found: Instant | undefined;
  for (const { until } of reasons) {
    if (until === undefined) return undefined;
    if (found === undefined || compareInstants(until, found) > 0) found = until;
  }
  return found;
}
