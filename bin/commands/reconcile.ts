import { type Reconciliation, reconcile } from '../../lib/delivery/index.js';
import { findRelease } from '../../lib/promotion/index.js';
import type { Command } from '../command.js';
import { holding } from '../deploying.js';
import { chosenEnvironments } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import type { Session } from '../session.js';
import { printable, type Style } from '../style.js';
import { ongoingTarget } from '../target.js';
import { deploymentJson } from '../views/deployment-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [named] = invocation.arguments;
  const environments = chosenEnvironments(delivery, named);
  const { state } = await delivery.ledger.view(delivery.project.id);
  const signer = await session.signer();
  const found: Reconciliation[] = [];
  for (const environment of environments) {
    const target = ongoingTarget(session, state, environment);
    if (target === undefined) continue;
    session.progress(`Looking at what runs in ${environment.id}`);
    const means = { ...holding(session), target };
    const reconciled = await reconcile(delivery, environment, signer, means);
    if (reconciled !== undefined) found.push(reconciled);
  }
  return {
    json: {
      deployments: found.map(({ deployment, outcome, message }) => ({
        ...deploymentJson(deployment, findRelease(state, deployment.release)),
        reconciled: outcome,
        why: message,
      })),
    },
    text: found.length === 0 ? 'Nothing was left behind.' : found.map((one) => line(session, one)).join('\n'),
    exitCode: exitCodeFor(found, named !== undefined),
  };
};

/** Somebody at work is what one expects of all environments, and in the way of whoever names one. */
function exitCodeFor(found: readonly Reconciliation[], isNamed: boolean): ExitCode {
  if (found.some(({ outcome }) => outcome === 'unsettled')) return ExitCode.unknown;
  return isNamed && found.some(({ outcome }) => outcome === 'held') ? ExitCode.conflict : ExitCode.done;
}

function line({ style }: Session, { environment, outcome, deployment, message }: Reconciliation): string {
  const what = `${style.strong(environment.id)}: deployment ${deployment.id} of ${deployment.release}`;
  const why = message === undefined ? '' : `: ${printable(message)}`;
  switch (outcome) {
    case 'held':
      return `${what} is under way${why}`;
    case 'unsettled':
      return `${what} ${style.doubtful('cannot be ended yet')}${why}\n  run it again when that is over`;
    default:
      return `${what} was left behind and is recorded as ${endWord(style, deployment.status)}${detail(deployment.message)}`;
  }
}

function endWord(style: Style, status: string): string {
  return status === 'succeeded' ? style.good(status) : style.bad(status);
}

function detail(message: string | undefined): string {
  return message === undefined ? '' : `\n  ${printable(message)}`;
}
