import {
  askLaw,
  findRollbackTarget,
  plan,
  type RollbackPlan,
  requireEnvironment,
  resolveRelease,
  rollbackPlan,
} from '../../lib/delivery/index.js';
import type { Environment } from '../../lib/manifest/index.js';
import { environmentState, type Hold } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { together } from '../../lib/together.js';
import { answerWith } from '../answer-with.js';
import type { Command } from '../command.js';
import { type Means, meansOf, perform, standsThere } from '../deploying.js';
import type { Session } from '../session.js';
import { holdLines, planJson, planLines } from '../views/rollback-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const to = invocation.value('to');
  const { environment, named, means } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, invocation.arguments[0] ?? ''),
    named: () => (to === undefined ? undefined : resolveRelease(delivery, to)),
    means: () => meansOf(session, invocation),
  });
  const release = named ?? (await findRollbackTarget(delivery, environment));
  const rehearsed = invocation.flag('dryRun');
  const foreseen = await foresee(session, environment, release, means, rehearsed);
  const lines = foreseen === undefined ? [] : planLines(foreseen, session.style);
  const wish = { release, environment: environment.id, kind: 'rollback' as const, mind: lines };
  const answer = await perform(session, invocation, means, wish);
  const hold = rehearsed ? undefined : await holdOf(session, environment);
  const held = rehearsed ? foreseen !== undefined : hold?.release === release.id;
  const told = answerWith(
    answer,
    { ...planJson(foreseen), hold: hold ?? null },
    held ? holdLines(session, environment, release, rehearsed) : [],
  );
  // What somebody was shown before they said yes need not be shown again.
  return session.asks && !rehearsed
    ? told
    : { ...told, text: [...(lines.length === 0 ? [] : [...lines, '']), told.text].join('\n') };
};

/** What the rollback would do; undefined where it would be refused, or nothing changes. */
async function foresee(
  session: Session,
  environment: Environment,
  release: Release,
  means: Means,
  rehearsed: boolean,
): Promise<RollbackPlan | undefined> {
  const { delivery } = session;
  const { state } = await delivery.ledger.view(delivery.project.id);
  const request = { release, environment: environment.id, kind: 'rollback' as const };
  if (!rehearsed && means.glass === undefined && !askLaw(delivery, state, request, means.isGone).eligible)
    return undefined;
  const change = await plan(delivery, request, means);
  return standsThere(change) ? undefined : rollbackPlan(delivery, state, change);
}

/** The hold that a rollback has set on the environment, where it stands. */
async function holdOf({ delivery }: Session, environment: Environment): Promise<Hold | undefined> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const hold = environmentState(state, delivery.serviceSet.id, environment.id)?.hold;
  return hold?.by === 'rollback' ? hold : undefined;
}
