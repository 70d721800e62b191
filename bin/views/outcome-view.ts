import { relative } from 'node:path';
import type { DeployResult } from '../../lib/delivery/index.js';
import type { Deployment } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import type { Session } from '../session.js';
import { printable } from '../style.js';
import { changesText } from './changes-view.js';

/** How a deployment ended, for people, and what comes next. */
export function outcomeText(
  session: Session,
  release: Release,
  { deployment, changes, performed, notes }: DeployResult,
): string {
  const { style } = session;
  const what = `release ${release.number} (${release.id})`;
  const where = style.strong(deployment.environment);
  if (!performed) return `Nothing to change: ${where} runs ${what} already.`;
  switch (deployment.status) {
    case 'succeeded':
      return [
        deployment.kind === 'rollback'
          ? `${style.good('Went back')} to ${what} in ${where}.`
          : `${style.good('Deployed')} ${what} to ${where}.`,
        changesText(changes),
        ...written(session, deployment),
        `${session.next(`verdict ${deployment.environment} pass`)} once it was tested`,
      ].join('\n');
    case 'ongoing':
      return [
        `${style.doubtful('Unknown')}: ${what} was put into ${where}, and what runs there could not be found out.`,
        ...notes.map((note) => `  ${printable(note)}`),
        `Next: \`${session.again(`reconcile ${deployment.environment}`)}\`, which ends it as soon as that is known`,
      ].join('\n');
    default:
      return [
        `${style.bad(deployment.status === 'rolled-back' ? 'Rolled back' : 'Failed')}: ${what} did not get into ${where}: ${printable(deployment.message ?? deployment.status)}`,
        ...notes.map((note) => `  ${printable(note)}`),
        `Next: mend that and run the command again, or \`${session.again(`verify ${deployment.environment}`)}\``,
      ].join('\n');
  }
}

function written(session: Session, { environment, target }: Deployment): string[] {
  const { delivery, store, host } = session;
  if (target !== store.directory.name) return [];
  const file = store.directory.fileOf?.({
    project: delivery.project,
    serviceSet: delivery.serviceSet.id,
    environment,
  });
  return file === undefined ? [] : [session.style.faint(`  its stack: ${relative(host.cwd, file)}`)];
}
