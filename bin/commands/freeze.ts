import { freeze } from '../../lib/delivery/index.js';
import { compareInstants } from '../../lib/ids.js';
import type { Freeze } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { freezeScope, scopeText } from '../freeze-scope.js';
import { parseInstantOption } from '../instant.js';
import { misuse } from '../misuse.js';
import { recordedJson } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { project, style, ofProject } = session;
  const { signer, ...wish } = await together({
    environment: () => freezeScope(project, invocation),
    from: () => parseInstantOption(invocation.value('from'), '--from'),
    until: () => parseInstantOption(invocation.value('until'), '--until'),
    rollbacks: () => parseRollbacks(invocation.value('rollbacks')),
    signer: () => session.signer(),
  });
  const { event } = await freeze(ofProject, wish, signer);
  const { environment, from, until, rollbacks } = wish;
  const what = style.strong(scopeText(project, environment));
  const when = `${from === undefined ? '' : ` from ${from}`}${until === undefined ? '' : ` until ${until}`}`;
  const isToCome = from !== undefined && compareInstants(from, ofProject.now()) > 0;
  const lift = `unfreeze ${environment ?? '--all'}${isToCome ? ' --planned' : ''}`;
  return {
    json: recordedJson(event, {}),
    text:
      event === undefined
        ? `Nothing to change: ${what} is frozen${when} already.`
        : [
            `Froze ${what}${when}: ${rollbacks === 'refused' ? 'nothing goes through, not even a rollback' : 'only rollbacks go through'}.`,
            `${session.next(lift)} lifts it`,
          ].join('\n'),
  };
};

function parseRollbacks(text: string | undefined): Freeze['rollbacks'] {
  if (text === undefined || text === 'allowed') return 'allowed';
  if (text === 'refused') return 'refused';
  throw misuse(`--rollbacks is "${text}"`, 'say allowed or refused');
}
