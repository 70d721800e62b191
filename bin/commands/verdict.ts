import { recordVerdict, requireEnvironment } from '../../lib/delivery/index.js';
import { SlipwayError } from '../../lib/problem.js';
import type { Verdict } from '../../lib/promotion/index.js';
import type { Command } from '../command.js';

const VERDICTS: readonly Verdict[] = ['pass', 'warning', 'fail'];

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [id = '', word = ''] = invocation.arguments;
  const environment = requireEnvironment(delivery.project, delivery.serviceSet, id);
  const verdict = VERDICTS.find((candidate) => candidate === word);
  if (verdict === undefined)
    throw new SlipwayError('input', {
      code: 'UnknownVerdict',
      message: `"${word}" is not a verdict`,
      hint: 'say pass, warning or fail',
    });
  const fact = await recordVerdict(delivery, environment, verdict, session.signer, invocation.value('evidence'));
  const followers = delivery.project.environments.filter(({ after }) => after.includes(environment.id));
  const next = verdict === 'pass' ? followers.map(({ id: follower }) => `Next: \`slipway sync ${follower}\``) : [];
  return {
    json: {
      environment: fact.environment,
      release: fact.release,
      verdict: fact.verdict,
      deployment: fact.deployment,
      evidence: fact.evidence,
    },
    text: [`Recorded: ${fact.release} in ${environment.id} is a ${session.style.strong(verdict)}.`, ...next].join('\n'),
  };
};
