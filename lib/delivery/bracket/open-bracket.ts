import { record } from '../../ledger/index.js';
import type { Environment } from '../../manifest/index.js';
import type { Bracket } from '../../promotion/index.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';
import { bracketId } from './bracket-id.js';
import { findBracket, requireBracket } from './find-bracket.js';

/**
 * Opens a bracket in an environment: changed services gather there, to be released together. One at a time is open; where
 * one is already, it is that one, whoever opened it, and nothing is recorded.
 */
export async function openBracket(
  delivery: Delivery,
  { id: environment }: Environment,
  signer: Signer,
): Promise<{ readonly bracket: Bracket; readonly opened: boolean }> {
  const { project, serviceSet, ledger } = delivery;
  const { event, view } = await record(ledger, project.id, ({ state }) => {
    if (findBracket(delivery, state, environment) !== undefined) return undefined;
    const at = delivery.now();
    const place = { serviceSet: serviceSet.id, environment };
    const bracket = bracketId({ project: project.id, ...place, at, actor: signer.actor });
    return sign(signer, at, { type: 'bracket.opened', bracket, ...place });
  });
  return { bracket: requireBracket(delivery, view.state, environment), opened: event !== undefined };
}
