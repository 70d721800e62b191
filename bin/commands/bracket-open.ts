import { openBracket, requireEnvironment } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { moment, printable } from '../style.js';
import { bracketJson } from '../views/bracket-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const environment = requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? '');
  const { bracket, opened } = await openBracket(delivery, environment, await session.signer());
  const { style } = session;
  return {
    json: { environment: environment.id, opened, bracket: bracketJson(bracket, undefined) },
    text: [
      opened
        ? `Opened bracket ${bracket.id} in ${style.strong(environment.id)}: changed services gather there, to be released together.`
        : `Bracket ${bracket.id} is open in ${style.strong(environment.id)} already, since ${moment(bracket.at)}, by ${printable(bracket.actor)}.`,
      session.next(`bracket add ${environment.id} <service>=<image>`),
    ].join('\n'),
  };
};
