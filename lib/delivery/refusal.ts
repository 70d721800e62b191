import type { EnvironmentId } from '../ids.js';
import { type Problem, SlipwayError } from '../problem.js';
import { type Decision, isOnlyBusy } from '../promotion/index.js';
import type { Release } from '../release/index.js';

/**
 * The law's answer as the error that ends a command: every reason, each with what to do. Where nothing stands against
 * it but that somebody else is at work there, it is a conflict and no refusal.
 */
export function refusal(
  { release, environment }: { readonly release: Release; readonly environment: EnvironmentId },
  decision: Decision,
): SlipwayError {
  const fallback = `see \`slipway why ${release.id} --environment ${environment}\``;
  return new SlipwayError(
    isOnlyBusy(decision) ? 'conflict' : 'refused',
    decision.reasons.map((reason): Problem => {
      const until = reason.until === undefined ? '' : ` (until ${reason.until})`;
      return {
        code: reason.code,
        message: `${reason.message}${until}`,
        hint: reason.hint ?? fallback,
        by: reason.by,
        ...(reason.until === undefined ? {} : { until: reason.until }),
      };
    }),
    decision.earliest,
  );
}
