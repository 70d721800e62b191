import { askExactly, askLaw, type RecordAt, recordAt, resolveRelease } from '../../lib/delivery/index.js';
import type { Decision } from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { chosenEnvironment } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { parseInstantOption } from '../instant.js';
import type { Style } from '../style.js';
import { applyingWith } from '../target.js';
import { decisionLines } from '../views/decision-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery, host, style } = session;
  const { place, release, wanted, applying } = await together({
    place: () => chosenEnvironment(delivery, invocation.value('environment')),
    release: () => resolveRelease(delivery, invocation.arguments[0] ?? ''),
    wanted: () => parseInstantOption(invocation.value('at'), '--at'),
    applying: () => applyingWith(session, invocation.value('target')),
  });
  const { state, at, when } = await recordAt(delivery, wanted);
  const environment = place.id;
  const question = { environment, release, kind: 'deploy' as const, at };
  // Who holds a lease and is gone is known of now alone.
  const isGone = (holder: string): boolean => when === 'now' && host.isGone(holder);
  // What exactly would have changed then is not known: approvals are weighed by what it would have replaced.
  const decision =
    when === 'past'
      ? askLaw(delivery, state, question, isGone)
      : await askExactly(delivery, state, question, {
          ...applying,
          isGone,
          progress: (step) => session.progress(step),
        });
  const mayRun = head({ when, at }, decision, environment, style);
  const isNext = decision.eligible && when === 'now';
  return {
    json: { release: release.id, number: release.number, environment, at, ...decision },
    exitCode: invocation.flag('exitCode') && !decision.eligible ? ExitCode.refused : ExitCode.done,
    text: [
      `Release ${release.number} (${release.id}) ${mayRun}`,
      ...decisionLines(decision, style),
      ...(isNext ? [session.next(`deploy ${release.number} --environment ${environment}`)] : []),
    ].join('\n'),
  };
};

/** `may not run in production:`, and of another time than now in which sense. */
function head(
  { when, at }: Pick<RecordAt, 'when' | 'at'>,
  { eligible, overridden }: Decision,
  environment: string,
  style: Style,
): string {
  const words = {
    past: ['could have run', 'could not have run'],
    now: ['may run', 'may not run'],
    future: ['may run', 'may not run'],
  }[when];
  const verb = eligible ? style.good(words[0] ?? '') : style.bad(words[1] ?? '');
  const sense = {
    past: ` at ${at}, by the record of then and the manifest of now`,
    now: '',
    future: ` at ${at}, if nothing happens until then`,
  }[when];
  return `${verb} in ${environment}${sense}${eligible && overridden === undefined ? '.' : ':'}`;
}
