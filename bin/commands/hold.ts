import { hold, requireEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import { currentRelease } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { noteLines, recordedJson } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const [where = '', what = ''] = invocation.arguments;
  const { environment, release, signer } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, where).id,
    release: () => resolveRelease(delivery, what),
    signer: () => session.signer(),
  });
  const { event, view } = await hold(delivery, environment, release, signer);
  const runs = currentRelease(view.state, delivery.serviceSet.id, environment);
  const notes =
    runs?.id === release.id
      ? []
      : [
          `${environment} runs ${runs === undefined ? 'nothing yet' : `release ${runs.number} (${runs.id})`}; that release may be deployed there, if nothing else is against it, and no other`,
        ];
  const held = `held on release ${release.number} (${release.id})`;
  return {
    json: recordedJson(event, { number: release.number, runs: runs?.id ?? null, notes }),
    text: [
      event === undefined
        ? `Nothing to change: ${style.strong(environment)} is ${held} already.`
        : `${style.strong(environment)} is ${held}: only a rollback moves it.`,
      ...noteLines(notes, style),
      ...(event === undefined ? [] : [`${session.next(`unhold ${environment}`)} when it may move on`]),
    ].join('\n'),
  };
};
