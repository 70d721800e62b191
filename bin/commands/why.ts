import { askLaw, resolveRelease } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { chosenEnvironment } from '../environment.js';
import { ExitCode } from '../exit-code.js';

export const run: Command = async (session, invocation) => {
  const { delivery, style } = session;
  const { place, release } = await together({
    place: () => chosenEnvironment(delivery, invocation.value('environment')),
    release: () => resolveRelease(delivery, invocation.arguments[0] ?? ''),
  });
  const environment = place.id;
  const { state } = await delivery.ledger.view(delivery.project.id);
  const question = { environment, release, kind: 'deploy' as const };
  const decision = askLaw(delivery, state, question, (holder) => session.host.isGone(holder));
  const head = `Release ${release.number} (${release.id}) ${decision.eligible ? style.good('may run') : style.bad('may not run')} in ${environment}`;
  const reasons = decision.reasons.flatMap(({ message, hint, until }) => [
    `- ${message}${until === undefined ? '' : ` (until ${until})`}`,
    ...(hint === undefined ? [] : [style.faint(`  hint: ${hint}`)]),
  ]);
  const next = decision.eligible ? [session.next(`deploy ${release.number} --environment ${environment}`)] : [];
  return {
    json: { release: release.id, number: release.number, environment, ...decision },
    exitCode: invocation.flag('exitCode') && !decision.eligible ? ExitCode.refused : ExitCode.done,
    text: [`${head}${decision.eligible ? '.' : ':'}`, ...reasons, ...next].join('\n'),
  };
};
