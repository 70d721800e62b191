import type { Reason } from '../decision.js';
import { type Condition, command, nameRelease } from '../inquiry.js';
import { rollbackTarget } from '../rollback-target.js';

/** A rollback goes only to a release that succeeded here and whose latest verdict here is not fail. */
export const verifiedHere: Condition = (inquiry) => {
  const { state, serviceSet, environment, place, found, here, kind } = inquiry;
  if (kind !== 'rollback' || place === undefined || found === undefined) return [];
  const ranHere = here !== undefined && Object.hasOwn(here.succeeded, found.id);
  const failed =
    here !== undefined && Object.hasOwn(here.evaluations, found.id) && here.evaluations[found.id]?.verdict === 'fail';
  if (ranHere && !failed) return [];
  const what = ranHere ? `failed its latest evaluation in ${environment}` : `never ran in ${environment}`;
  const target = rollbackTarget(state, serviceSet, environment);
  const reason: Reason = {
    code: 'NotVerifiedHere',
    message: `${nameRelease(found)} ${what}, so ${environment} cannot be rolled back to it`,
    by: ranHere ? `whoever evaluates in ${environment}` : `whoever may deploy to ${environment}`,
    hint:
      target === undefined || target === found.id
        ? `see what ran there with ${command(inquiry, `history --environment ${environment}`)}`
        : `the last release that passed there is ${target}: ${command(inquiry, `rollback ${environment} --to ${target}`)}`,
  };
  return [reason];
};
