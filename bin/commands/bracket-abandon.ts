import { abandonBracket, requireEnvironment } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { needed } from '../needed.js';
import { bracketJson, bracketText } from '../views/bracket-view.js';
import { whatRuns } from '../what-runs.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { environment } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? ''),
    // What others added is given up with it: they are owed a reason.
    reason: () => needed(session.options.reason, '--reason <text>'),
  });
  const bracket = await abandonBracket(delivery, environment, await session.signer());
  const runs = await whatRuns(delivery, environment.id);
  return {
    json: { environment: environment.id, abandoned: true, bracket: bracketJson(bracket, runs) },
    text: `Abandoned: this is not released.\n${bracketText(bracket, environment.id, runs, session.style)}`,
  };
};
