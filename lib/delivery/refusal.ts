import type { EnvironmentId } from '../ids.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { Decision } from '../promotion/index.js';
import type { Release } from '../release/index.js';

/** The law's answer as the error that ends a command: every reason, each with what to do. */
export function refusal(
  kind: 'refused' | 'conflict',
  release: Release,
  environment: EnvironmentId,
  decision: Decision,
): SlipwayError {
  const fallback = `see \`slipway why ${release.id} --environment ${environment}\``;
  return new SlipwayError(
    kind,
    decision.reasons.map((reason): Problem => {
      const until = reason.until === undefined ? '' : ` (until ${reason.until})`;
      return { code: reason.code, message: `${reason.message}${until}`, hint: reason.hint ?? fallback };
    }),
  );
}
