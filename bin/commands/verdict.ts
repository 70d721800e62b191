import { recordVerdict, requireEnvironment } from '../../lib/delivery/index.js';
import type { EnvironmentId } from '../../lib/ids.js';
import { SlipwayError } from '../../lib/problem.js';
import type { Verdict } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import type { Session } from '../session.js';

const VERDICTS: readonly Verdict[] = ['pass', 'warning', 'fail'];

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [id = '', word = ''] = invocation.arguments;
  const { environment, verdict } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, id),
    verdict: () => parseVerdict(word),
  });
  const fact = await recordVerdict(delivery, environment, verdict, session.signer, invocation.value('evidence'));
  return {
    json: {
      environment: fact.environment,
      release: fact.release,
      verdict: fact.verdict,
      deployment: fact.deployment,
      evidence: fact.evidence,
    },
    text: [
      `Recorded: ${fact.release} in ${environment.id} is a ${session.style.strong(verdict)}.`,
      ...nextSteps(session, environment.id, verdict),
    ].join('\n'),
  };
};

function nextSteps(session: Session, environment: EnvironmentId, verdict: Verdict): string[] {
  const { project, serviceSet } = session.delivery;
  if (verdict === 'fail') return [session.next(`rollback ${environment}`)];
  if (verdict !== 'pass') return [];
  return project.environments
    .filter(({ id, after }) => after.includes(environment) && serviceSet.environments.includes(id))
    .map(({ id }) => session.next(`sync ${id}`));
}

function parseVerdict(word: string): Verdict {
  const verdict = VERDICTS.find((candidate) => candidate === word);
  if (verdict !== undefined) return verdict;
  throw new SlipwayError('input', {
    code: 'UnknownVerdict',
    message: `"${word}" is not a verdict`,
    hint: 'say pass, warning or fail',
  });
}
