import { requireEdge, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { meansOf, perform } from '../deploying.js';
import { needed } from '../needed.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet } = delivery;
  const { environment, release, means } = await together({
    environment: () => {
      const to = needed(invocation.value('to'), '--to <environment>');
      const found = requireEnvironment(project, serviceSet, to);
      requireEdge(project, found);
      return found;
    },
    release: () => resolveRelease(delivery, invocation.arguments[0] ?? ''),
    means: () => meansOf(session, invocation),
  });
  return perform(session, invocation, means, { release, environment: environment.id, kind: 'promote' });
};
