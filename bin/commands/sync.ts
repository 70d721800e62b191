import { findSyncSource, requireEnvironment } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { perform } from '../deploying.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const environment = requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? '');
  const release = await findSyncSource(delivery, environment, invocation.value('from'));
  return perform(session, invocation, { release, environment: environment.id, kind: 'sync' });
};
