import { findBracket, requireEnvironment } from '../../lib/delivery/index.js';
import { currentRelease } from '../../lib/promotion/index.js';
import type { Command } from '../command.js';
import { bracketJson, bracketText } from '../views/bracket-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet, ledger } = delivery;
  const { id } = requireEnvironment(project, serviceSet, invocation.arguments[0] ?? '');
  const { state } = await ledger.view(project.id);
  const bracket = findBracket(delivery, state, id);
  const runs = currentRelease(state, serviceSet.id, id);
  if (bracket === undefined)
    return {
      json: { environment: id, bracket: null },
      text: `No bracket is open in ${session.style.strong(id)}.\n${session.next(`bracket open ${id}`)}`,
    };
  const isEmpty = Object.keys(bracket.images).length === 0;
  return {
    json: { environment: id, bracket: bracketJson(bracket, runs) },
    text: [
      bracketText(bracket, id, runs, session.style),
      session.next(isEmpty ? `bracket add ${id} <service>=<image>` : `bracket release ${id}`),
    ].join('\n'),
  };
};
