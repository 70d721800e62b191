import { findRollbackTarget, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { perform } from '../deploying.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const environment = requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? '');
  const named = invocation.value('to');
  const release =
    named === undefined ? await findRollbackTarget(delivery, environment) : await resolveRelease(delivery, named);
  return perform(session, invocation, { release, environment: environment.id, kind: 'rollback' });
};
