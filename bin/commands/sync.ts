import { findSyncSource, requireEnvironment } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { meansOf, perform } from '../deploying.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { environment, means } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? ''),
    means: () => meansOf(session, invocation),
  });
  const release = await findSyncSource(delivery, environment, invocation.value('from'));
  return perform(session, invocation, means, { release, environment: environment.id, kind: 'sync' });
};
