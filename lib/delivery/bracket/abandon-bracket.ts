import { record } from '../../ledger/index.js';
import type { Environment } from '../../manifest/index.js';
import { SlipwayError } from '../../problem.js';
import type { Bracket, ProjectState } from '../../promotion/index.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';
import { releasing, requireBracket } from './find-bracket.js';

/**
 * Gives up the bracket that is open in an environment: what gathered is not released.
 *
 * @returns the bracket as it was
 * @throws SlipwayError `input` with `NoBracketOpen`; `conflict` with `BracketUnderWay` while it is being released
 */
export async function abandonBracket(
  delivery: Delivery,
  { id: environment }: Environment,
  signer: Signer,
): Promise<Bracket> {
  const { project, serviceSet, ledger } = delivery;
  let abandoned: Bracket | undefined;
  await record(ledger, project.id, ({ state }) => {
    abandoned = requireBracket(delivery, state, environment);
    assertNotUnderWay(delivery, state, environment, abandoned);
    const place = { serviceSet: serviceSet.id, environment };
    return sign(signer, delivery.now(), { type: 'bracket.abandoned', bracket: abandoned.id, ...place });
  });
  if (abandoned === undefined) throw new Error('the record was written without being asked what to write');
  return abandoned;
}

function assertNotUnderWay(
  delivery: Delivery,
  state: ProjectState,
  environment: Environment['id'],
  bracket: Bracket,
): void {
  const deployment = releasing(delivery, state, environment, bracket);
  if (deployment === undefined) return;
  throw new SlipwayError('conflict', {
    code: 'BracketUnderWay',
    message: `bracket ${bracket.id} is being released to ${environment} by ${deployment.actor} (${deployment.id})`,
    hint: `wait for that; if it was left behind, end it with \`slipway reconcile ${environment}\``,
  });
}
