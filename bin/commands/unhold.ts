import { requireEnvironment, unhold } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { recordedJson } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const { environment, signer } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? '').id,
    signer: () => session.signer(),
  });
  const { event } = await unhold(delivery, environment, signer);
  const where = style.strong(environment);
  return {
    json: recordedJson(event, {}),
    text:
      event === undefined
        ? `Nothing to change: ${where} is not held.`
        : `${where} is held no longer.\n${session.next(`status ${environment}`)} shows what it would take over`,
  };
};
