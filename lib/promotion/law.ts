import { compareInstants, type Instant } from '../ids.js';
import { complete } from './conditions/complete.js';
import { free } from './conditions/free.js';
import { evaluableGates } from './conditions/gates.js';
import { graphOrder } from './conditions/graph-order.js';
import { inServiceSet, knownEnvironment, knownRelease } from './conditions/known.js';
import { pinned } from './conditions/pinned.js';
import { verifiedHere } from './conditions/verified-here.js';
import type { Decision, Question, Reason } from './decision.js';
import { type Condition, inquire } from './inquiry.js';

/** All that has to hold, in the order in which it is told. */
const CONDITIONS: readonly Condition[] = [
  knownEnvironment,
  knownRelease,
  inServiceSet,
  complete,
  graphOrder,
  pinned,
  verifiedHere,
  evaluableGates,
  free,
];

/**
 * The one law of promotion: whether a release may be deployed somewhere at an instant, and if not, every reason why.
 * Pure: the same record, manifest and instant give the same answer, wherever it is asked.
 */
export function decide(question: Question): Decision {
  const inquiry = inquire(question);
  const reasons = CONDITIONS.flatMap((condition) => condition(inquiry));
  const earliest = earliestOf(reasons);
  return { eligible: reasons.length === 0, reasons, ...(earliest === undefined ? {} : { earliest }) };
}

/** Whether nothing stands against a release but that somebody else is at work there: a matter of waiting, no refusal. */
export function isOnlyBusy({ reasons }: Decision): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => code === 'EnvironmentBusy');
}

/** The last of the instants from which the reasons hold no longer, if every one of them passes by itself. */
function earliestOf(reasons: readonly Reason[]): Instant | undefined {
  let latest: Instant | undefined;
  for (const { until } of reasons) {
    if (until === undefined) return undefined;
    if (latest === undefined || compareInstants(until, latest) > 0) latest = until;
  }
  return latest;
}
