import type { EnvironmentId } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import {
  type Bracket,
  type Deployment,
  environmentState,
  findDeployment,
  type ProjectState,
} from '../../promotion/index.js';
import type { Delivery } from '../delivery.js';

/** The bracket that is open in an environment. */
export function findBracket(
  { serviceSet }: Pick<Delivery, 'serviceSet'>,
  state: ProjectState,
  environment: EnvironmentId,
): Bracket | undefined {
  return environmentState(state, serviceSet.id, environment)?.bracket;
}

/** The bracket that is open in an environment; none is an input error that says how to open one. */
export function requireBracket(
  delivery: Pick<Delivery, 'serviceSet'>,
  state: ProjectState,
  environment: EnvironmentId,
): Bracket {
  const bracket = findBracket(delivery, state, environment);
  if (bracket !== undefined) return bracket;
  throw new SlipwayError('input', {
    code: 'NoBracketOpen',
    message: `no bracket is open in ${environment}`,
    hint: `open one with \`slipway bracket open ${environment}\``,
  });
}

/** The deployment of an environment that is under way, where it releases a bracket. */
export function releasing(
  { serviceSet }: Pick<Delivery, 'serviceSet'>,
  state: ProjectState,
  environment: EnvironmentId,
  { id }: Bracket,
): Deployment | undefined {
  const ongoing = environmentState(state, serviceSet.id, environment)?.ongoing;
  const deployment = ongoing === undefined ? undefined : findDeployment(state, ongoing.deployment);
  return deployment?.bracket === id ? deployment : undefined;
}
