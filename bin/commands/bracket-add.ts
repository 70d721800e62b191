import { addToBracket, requireEnvironment } from '../../lib/delivery/index.js';
import { assignImages } from '../../lib/images/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { bracketJson, bracketText } from '../views/bracket-view.js';
import { whatRuns } from '../what-runs.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [id = '', ...pairs] = invocation.arguments;
  const { environment } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, id),
    images: () => assignImages(delivery.serviceSet, pairs),
  });
  const { bracket, added } = await addToBracket(delivery, environment, pairs, await session.signer());
  const runs = await whatRuns(delivery, environment.id);
  return {
    json: { environment: environment.id, added, bracket: bracketJson(bracket, runs) },
    text: [
      ...(added.length === 0 ? ['All of that gathered there already; nothing was recorded.'] : []),
      bracketText(bracket, environment.id, runs, session.style),
      session.next(`bracket release ${environment.id}`),
    ].join('\n'),
  };
};
