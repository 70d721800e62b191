import {
  bracketWish,
  createRelease,
  findBracket,
  proposeRelease,
  requireBracket,
  requireEnvironment,
} from '../../lib/delivery/index.js';
import type { EnvironmentId } from '../../lib/ids.js';
import { type Bracket, currentDeployment, findRelease, type ProjectState } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import { answerWith } from '../answer-with.js';
import type { Answer, Command } from '../command.js';
import { meansOf, perform } from '../deploying.js';
import type { Session } from '../session.js';
import { deploymentJson } from '../views/deployment-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet, ledger } = delivery;
  const { environment, means } = await together({
    environment: () => requireEnvironment(project, serviceSet, invocation.arguments[0] ?? ''),
    means: () => meansOf(session, invocation),
  });
  const { state } = await ledger.view(project.id);
  const done = releasedBefore(session, state, environment.id);
  if (done !== undefined) return done;
  const bracket = requireBracket(delivery, state, environment.id);
  const wish = bracketWish(delivery, state, environment, bracket);
  const { release, onto } = await proposeRelease(delivery, wish);
  const answer = await perform(session, invocation, means, {
    release,
    onto,
    record: async (signer) => (await createRelease(delivery, wish, signer)).release,
    environment: environment.id,
    kind: 'deploy',
    bracket: bracket.id,
  });
  return withBracket(session, environment.id, bracket, answer, invocation.flag('dryRun'));
};

/** What runs there is what the last bracket released, and none is open since: whoever was interrupted asks once more. */
function releasedBefore(session: Session, state: ProjectState, environment: EnvironmentId): Answer | undefined {
  const { delivery } = session;
  if (findBracket(delivery, state, environment) !== undefined) return undefined;
  const deployment = currentDeployment(state, delivery.serviceSet.id, environment);
  if (deployment?.bracket === undefined) return undefined;
  const release = findRelease(state, deployment.release);
  const { bracket, id } = deployment;
  return {
    json: {
      deployment: deploymentJson(deployment, release),
      changed: [],
      performed: false,
      notes: [],
      bracket: { id: bracket, open: false },
    },
    text: `Nothing to release: bracket ${bracket} was released to ${session.style.strong(environment)} (${id}), and none is open since.`,
  };
}

/** What became of the bracket: after a failure it is still there, to be amended or given up. */
async function withBracket(
  session: Session,
  environment: EnvironmentId,
  { id, images }: Bracket,
  answer: Answer,
  rehearsed: boolean,
): Promise<Answer> {
  const { delivery } = session;
  const { state } = await delivery.ledger.view(delivery.project.id);
  const open = findBracket(delivery, state, environment)?.id === id;
  const members = { members: Object.keys(images).sort(), bracket: { id, open } };
  if (!open || rehearsed) return answerWith(answer, members);
  const command = (words: string) => `\`${session.again(`bracket ${words}`)}\``;
  return answerWith(answer, members, [
    `Bracket ${id} stays open: see ${command(`show ${environment}`)}, amend it with ${command(`add ${environment} <service>=<image>`)}, or give it up with ${command(`abandon ${environment} --reason <why>`)}`,
  ]);
}
