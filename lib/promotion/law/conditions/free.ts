import { compareInstants } from '../../../ids.js';
import { findDeployment, findRelease } from '../../state/current.js';
import { type Condition, command, nameRelease } from '../inquiry.js';

/** Nobody else is changing the environment: no lease, or one's own, an expired one, or one whose holder is known to be gone. */
export const free: Condition = (inquiry) => {
  const { state, environment, place, here, at, holderGone } = inquiry;
  const ongoing = here?.ongoing;
  if (place === undefined || ongoing === undefined || holderGone === true) return [];
  if (ongoing.deployment === inquiry.deployment) return [];
  const { holder, expires } = ongoing.lease;
  if (compareInstants(at, expires) >= 0) return [];
  const deployment = findDeployment(state, ongoing.deployment);
  const release = deployment === undefined ? undefined : findRelease(state, deployment.release);
  const what = release === undefined ? (deployment?.release ?? 'a release') : nameRelease(release);
  const since = deployment === undefined ? '' : ` since ${deployment.requestedAt}, on behalf of ${deployment.actor}`;
  return [
    {
      code: 'EnvironmentBusy',
      message: `${environment} is held by ${holder}${since}, for deployment ${ongoing.deployment} of ${what}`,
      by: `${holder}; time`,
      hint: `wait for it to end (${command(inquiry, `status ${environment}`)}); its lease runs out at ${expires}`,
      until: expires,
    },
  ];
};
