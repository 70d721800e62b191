import { requireEdge, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { perform } from '../deploying.js';
import { needed } from '../needed.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet } = delivery;
  const environment = requireEnvironment(project, serviceSet, needed(invocation.value('to'), '--to <environment>'));
  requireEdge(delivery, environment);
  const release = await resolveRelease(delivery, invocation.arguments[0] ?? '');
  return perform(session, invocation, { release, environment: environment.id, kind: 'promote' });
};
