import { namedImage, unblock } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { recordedJson } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { ofProject, style } = session;
  const { named, signer } = await together({
    named: () => namedImage(invocation.arguments[0] ?? ''),
    signer: () => session.signer(),
  });
  const { lifted } = await unblock(ofProject, named, signer);
  const blocks = lifted.flatMap(({ event: { fact } }) => {
    if (fact.type !== 'block.lifted') return [];
    return [{ image: fact.image, ...(fact.digest === undefined ? {} : { digest: fact.digest }) }];
  });
  return {
    json: recordedJson(lifted.at(-1)?.event, { lifted: blocks }),
    text:
      blocks.length === 0
        ? `Nothing to change: ${style.strong(named.image)} is not blocked.`
        : blocks.map(({ image }) => `${style.strong(image)} may be deployed again.`).join('\n'),
  };
};
