import { findRollbackTarget, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { meansOf, perform } from '../deploying.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const to = invocation.value('to');
  const { environment, named, means } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? ''),
    named: () => (to === undefined ? undefined : resolveRelease(delivery, to)),
    means: () => meansOf(session, invocation),
  });
  const release = named ?? (await findRollbackTarget(delivery, environment));
  return perform(session, invocation, means, { release, environment: environment.id, kind: 'rollback' });
};
