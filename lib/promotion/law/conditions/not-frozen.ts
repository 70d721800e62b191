import { compareInstants } from '../../../ids.js';
import type { Freeze } from '../../state/controls.js';
import { type Condition, command, type Inquiry } from '../inquiry.js';

/** Neither the environment nor the project is frozen. A rollback is exempt, unless the freeze says otherwise. */
export const notFrozen: Condition = (inquiry) => {
  if (inquiry.place === undefined) return [];
  return inquiry.state.freezes
    .filter((freeze) => isInForce(inquiry, freeze) && !(inquiry.kind === 'rollback' && freeze.rollbacks === 'allowed'))
    .map((freeze) => {
      const { actor, from, until, reason } = freeze;
      const what = freeze.environment === undefined ? `project ${inquiry.project.id}` : freeze.environment;
      const lift = freeze.environment === undefined ? 'unfreeze --all' : `unfreeze ${freeze.environment}`;
      return {
        code: 'Frozen' as const,
        message: `${what} is frozen since ${from} by ${actor}${reason === undefined ? '' : `: ${reason}`}`,
        by: `${actor}, who froze it, or whoever may unfreeze it${until === undefined ? '' : '; time'}`,
        hint: `lift it with ${command(inquiry, lift)}`,
        ...(until === undefined ? {} : { until }),
      };
    });
};

/** Whether a freeze holds for an environment at an instant. */
export function isInForce({ environment, at }: Pick<Inquiry, 'environment' | 'at'>, freeze: Freeze): boolean {
  if (freeze.environment !== undefined && freeze.environment !== environment) return false;
  return compareInstants(freeze.from, at) <= 0 && (freeze.until === undefined || compareInstants(at, freeze.until) < 0);
}
