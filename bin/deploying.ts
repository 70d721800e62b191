import { relative } from 'node:path';
import {
  askLaw,
  type DeployMeans,
  type DeployRequest,
  type DeployResult,
  deploy,
  plan,
  type ReconcileMeans,
  type Signer,
} from '../lib/delivery/index.js';
import { SlipwayError } from '../lib/problem.js';
import { type Decision, type Deployment, isOnlyBusy } from '../lib/promotion/index.js';
import type { Release } from '../lib/release/index.js';
import { together } from '../lib/together.js';
import { version } from '../lib/version.js';
import type { Answer, Invocation } from './command.js';
import { parseDuration } from './duration.js';
import { ExitCode } from './exit-code.js';
import type { Session } from './session.js';
import { printable } from './style.js';
import { applyingWith } from './target.js';
import { changesText } from './views/changes-view.js';
import { deploymentJson, plannedJson } from './views/deployment-view.js';

const DEFAULT_WAIT = '30m';

/** What a command wants deployed. */
export interface Wish extends Omit<DeployRequest, 'signer'> {
  /** Records the release, where it was only proposed so far; called when nothing speaks against it any more. */
  readonly record?: (signer: Signer) => Promise<Release>;
}

/** Deploys as asked, or with --dry-run shows what would be done; what `deploy`, `promote`, `sync` and `rollback` share. */
export async function perform(
  session: Session,
  invocation: Invocation,
  means: DeployMeans,
  { record, ...request }: Wish,
): Promise<Answer> {
  if (invocation.flag('dryRun')) return rehearse(session, request, means);
  const signer = await session.signer();
  await askFirst(session, request, means);
  const release = record === undefined ? request.release : await record(signer);
  if (release.id !== request.release.id) throw movedOn(request.environment);
  const result = await deploy(session.delivery, { ...request, release, signer }, means);
  return answerOf(session, release, result);
}

/** What was shown and agreed to is what is deployed, or nothing. */
function movedOn(environment: string): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'ReleaseMoved',
    message: `what runs in ${environment}, or what the label points at, changed while this was being prepared`,
    hint: 'nothing was deployed; run the command again to see what it would do now',
  });
}

/** With what to deploy, as the options say. */
export async function meansOf(session: Session, invocation: Invocation): Promise<DeployMeans> {
  const { means, leaseMs } = await together({
    means: () => applyingWith(session, invocation.value('target')),
    leaseMs: () => parseDuration(invocation.value('wait') ?? DEFAULT_WAIT, '--wait'),
  });
  const output = (line: string) => session.output(line);
  return { ...holding(session), ...means, leaseMs, tool: `slipway ${version}`, output };
}

/** What it takes to hold an environment and to wait for it. */
export function holding(session: Session): Omit<ReconcileMeans, 'target'> {
  const { host } = session;
  return {
    holder: host.identity,
    leaseMs: parseDuration(DEFAULT_WAIT, '--wait'),
    isGone: (holder) => host.isGone(holder),
    pause: (milliseconds) => host.pause(milliseconds),
    progress: (step) => session.progress(step),
  };
}

/** Shows the change and asks, where somebody sits at a terminal. */
async function askFirst(session: Session, request: Omit<DeployRequest, 'signer'>, means: DeployMeans): Promise<void> {
  const { host, options } = session;
  if (!host.interactive || options.yes === true || options.json === true) return;
  if (!(await law(session, request)).eligible) return;
  const change = await plan(session.delivery, request, means);
  if (change.replaces?.id === request.release.id && change.before === change.stack.template) return;
  host.err(
    `This will deploy release ${request.release.number} to ${request.environment}:\n${changesText(change.images)}\n`,
  );
  await session.confirm('Do you wish to continue?');
}

/** What the law says of a request now. */
async function law(session: Session, request: Omit<DeployRequest, 'signer'>): Promise<Decision> {
  const { delivery, host } = session;
  const { state } = await delivery.ledger.view(delivery.project.id);
  return askLaw(delivery, state, request, (holder) => host.isGone(holder));
}

async function rehearse(session: Session, request: Omit<DeployRequest, 'signer'>, means: DeployMeans): Promise<Answer> {
  const decision = await law(session, request);
  const change = await plan(session.delivery, request, means);
  const refusals = decision.reasons.map(({ message }) => `  refused: ${message}`);
  return {
    json: {
      dryRun: true,
      eligible: decision.eligible,
      reasons: decision.reasons,
      deployment: plannedJson(request, session.delivery.serviceSet.id),
      hash: change.hash,
      changed: change.images.map(({ artifact }) => artifact),
    },
    text: [
      `Would deploy release ${request.release.number} (${request.release.id}) to ${request.environment}; nothing was written.`,
      changesText(change.images),
      ...refusals,
    ].join('\n'),
    exitCode: exitCodeFor(decision),
  };
}

function exitCodeFor(decision: Decision): ExitCode {
  if (decision.eligible) return ExitCode.done;
  return isOnlyBusy(decision) ? ExitCode.conflict : ExitCode.refused;
}

function answerOf(session: Session, release: Release, result: DeployResult): Answer {
  const { deployment } = result;
  return {
    json: {
      deployment: deploymentJson(deployment, release),
      changed: result.changes.map(({ artifact }) => artifact),
      performed: result.performed,
      notes: result.notes,
    },
    text: answerText(session, release, result),
    exitCode: exitCodes[deployment.status],
  };
}

const exitCodes: Readonly<Record<DeployResult['deployment']['status'], ExitCode>> = {
  succeeded: ExitCode.done,
  failed: ExitCode.failed,
  'rolled-back': ExitCode.failed,
  ongoing: ExitCode.unknown,
};

function answerText(
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
        `${style.good('Deployed')} ${what} to ${where}.`,
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
