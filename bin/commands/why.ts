import { defaultEnvironment, resolveRelease } from '../../lib/delivery/index.js';
import type { EnvironmentId } from '../../lib/ids.js';
import { decide } from '../../lib/promotion/index.js';
import type { Command } from '../command.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const { project, serviceSet } = delivery;
  const named = invocation.value('environment') as EnvironmentId | undefined;
  const environment = named ?? defaultEnvironment(project, serviceSet).id;
  const release = await resolveRelease(delivery, invocation.arguments[0] ?? '');
  const { state } = await delivery.ledger.view(project.id);
  const question = { project, state, serviceSet: serviceSet.id, environment, release: release.id };
  const decision = decide({ ...question, kind: 'deploy', at: delivery.now() });
  const head = `Release ${release.number} (${release.id}) ${decision.eligible ? style.good('may run') : style.bad('may not run')} in ${environment}`;
  const reasons = decision.reasons.flatMap(({ message, hint, until }) => [
    `- ${message}${until === undefined ? '' : ` (until ${until})`}`,
    ...(hint === undefined ? [] : [style.faint(`  hint: ${hint}`)]),
  ]);
  const next = decision.eligible ? [`Next: \`slipway deploy ${release.id} --environment ${environment}\``] : [];
  return {
    json: { release: release.id, number: release.number, environment, ...decision },
    text: [`${head}${decision.eligible ? '.' : ':'}`, ...reasons, ...next].join('\n'),
  };
};
