import type { Following, Reconciled, Round } from '../../lib/delivery/index.js';
import type { ReleaseId } from '../../lib/ids.js';
import { findRelease, type ProjectState } from '../../lib/promotion/index.js';
import type { Session } from '../session.js';
import { printable, type Style } from '../style.js';

/** One round of `run` as scripts get it. */
export function roundJson({ promotions, reconciled, health, earliest }: Round): Record<string, unknown> {
  return {
    promotions: promotions.map(followingJson),
    reconciled: reconciled.map(({ environment, outcome, deployment, message }) => ({
      environment,
      outcome,
      deployment: deployment.id,
      release: deployment.release,
      status: deployment.status,
      message,
    })),
    health,
    earliest: earliest ?? null,
  };
}

function followingJson(following: Following): Record<string, unknown> {
  const { environment, release, from, passedAt, step } = following;
  return {
    environment,
    release,
    from,
    passedAt,
    step,
    ...('deployment' in following ? { deployment: following.deployment?.id } : {}),
    ...('resumed' in following ? { resumed: following.resumed, reason: following.deployment.reason } : {}),
    ...('reasons' in following ? { reasons: following.reasons, earliest: following.earliest ?? null } : {}),
    ...('why' in following ? { why: following.why } : {}),
  };
}

/** One round of `run` as people read it: what was done first, then what was not and why. */
export async function roundText(session: Session, round: Round): Promise<string> {
  const { delivery, style } = session;
  const { state } = await delivery.ledger.view(delivery.project.id);
  const { promotions, reconciled, health } = round;
  const lines = [
    ...reconciled.map((one) => reconciledLine(one, style)),
    ...health.map(({ environment, release, healthy, message }) => {
      const word = healthy ? style.good('healthy') : style.bad('not healthy');
      return `${style.strong(environment)}: ${named(state, release)} is ${word}${message === undefined ? '' : `: ${printable(message)}`}`;
    }),
    ...promotions.flatMap((one) => followingLines(one, state, style)),
  ];
  if (lines.length > 0) return lines.join('\n');
  return delivery.project.environments.some(({ promote }) => promote === 'auto')
    ? 'Nothing follows by itself now.'
    : 'Nothing follows by itself: no environment has `promote: auto` in the manifest.';
}

function reconciledLine({ environment, outcome, deployment, message }: Reconciled, style: Style): string {
  const what = `${style.strong(environment)}: deployment ${deployment.id} of ${deployment.release} was left behind`;
  const why = message === undefined ? '' : `: ${printable(message)}`;
  if (outcome === 'ended') return `${what} and is recorded as ${deployment.status}`;
  return outcome === 'conflict'
    ? `${what}, and somebody else has taken it over${why}`
    : `${what} and ${style.doubtful('cannot be ended yet')}${why}`;
}

function followingLines(following: Following, state: ProjectState, style: Style): string[] {
  const { environment, release, from, passedAt } = following;
  const where = `${style.strong(environment)}: ${named(state, release)}`;
  const head = `${where}, which passed in ${from} at ${passedAt},`;
  switch (following.step) {
    case 'deployed': {
      const went = following.resumed ? 'was left behind half-way and is deployed now' : 'is deployed';
      return [`${where} ${style.good(went)}: ${oneLine(following.deployment.reason ?? '')}`];
    }
    case 'failed':
      return [`${head} ${style.bad('could not be deployed')}: ${oneLine(following.why)}`];
    case 'unknown':
      return [
        `${head} ${style.doubtful('is deployed, and it is not known whether it runs')}: ${oneLine(following.why)}`,
      ];
    case 'conflict':
      return [`${head} ${style.doubtful('finds somebody else in the way')}: ${oneLine(following.why)}`];
    case 'waits':
      return [
        `${head} ${style.doubtful('waits')}${following.earliest === undefined ? '' : ` until ${following.earliest} at the earliest`}:`,
        ...following.reasons.map(({ message }) => `  - ${printable(message)}`),
      ];
    case 'passed-over':
      return [style.faint(`${head} stays behind: ${oneLine(following.why)}`)];
  }
}

function named(state: ProjectState, id: ReleaseId): string {
  const release = findRelease(state, id);
  return release === undefined ? id : `release ${release.number} (${id})`;
}

function oneLine(text: string): string {
  return printable(text.replaceAll('\n', '; '));
}
