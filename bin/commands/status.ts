import { askLaw } from '../../lib/delivery/index.js';
import { newestRelease, type ProjectState, type Reason } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { type EnvironmentStatus, environmentStatus, imagesOf, statusText } from '../../lib/report/index.js';
import type { Command } from '../command.js';
import { chosenEnvironments } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import type { Session } from '../session.js';
import { columns, moment, printable, type Style } from '../style.js';
import { changesJson } from '../views/changes-view.js';
import { deploymentJson } from '../views/deployment-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet, ledger } = delivery;
  const [named] = invocation.arguments;
  const environments = chosenEnvironments(delivery, named);
  const { state } = await ledger.view(project.id);
  const statuses = environments.map((environment): Told => {
    const status = environmentStatus(state, project, serviceSet, environment);
    return { ...status, ...takingOver(status, state, session) };
  });
  const outOfSync = statuses.some(({ sync }) => sync.state === 'out-of-sync');
  const [only] = statuses;
  return {
    json: {
      project: project.id,
      serviceSet: serviceSet.id,
      environments: statuses.map(statusJson),
    },
    text:
      named !== undefined && only !== undefined
        ? statusText(
            only,
            only.command,
            only.refusals.map(({ message }) => message),
          )
        : overview(statuses, session, newestRelease(state, serviceSet.id)),
    exitCode: invocation.flag('exitCode') && outOfSync ? ExitCode.outOfSync : ExitCode.done,
  };
};

/** A status with the command that would take over what is due, and what the law has against that now. */
interface Told extends EnvironmentStatus {
  readonly command: string;
  readonly refusals: readonly Reason[];
}

function takingOver(
  { environment, sync }: EnvironmentStatus,
  state: ProjectState,
  session: Session,
): Pick<Told, 'command' | 'refusals'> {
  const command = `slipway sync ${environment.id} ${session.repeatedOptions()}`;
  if (sync.state !== 'out-of-sync') return { command, refusals: [] };
  const question = { environment: environment.id, release: sync.release, kind: 'sync' as const };
  const { reasons } = askLaw(session.delivery, state, question, (holder) => session.host.isGone(holder));
  return { command, refusals: reasons };
}

function statusJson(status: Told): Record<string, unknown> {
  const { environment, release, deployment, ongoing } = status;
  return {
    id: environment.id,
    name: environment.name,
    release: release?.id ?? null,
    number: release?.number ?? null,
    deployedAt: deployment?.finishedAt ?? null,
    deployedBy: deployment?.actor ?? null,
    reason: deployment?.reason ?? null,
    verdict: status.verdict ?? null,
    services: imagesOf(release),
    ongoing: ongoing.map((entry) => ({
      ...deploymentJson(entry.deployment, entry.release),
      holder: entry.holder,
      until: entry.expires,
    })),
    sync: syncJson(status),
    held: null,
    frozen: null,
    drift: null,
  };
}

function syncJson({ sync, command, refusals }: Told): Record<string, unknown> {
  if (sync.state === 'none')
    return { state: 'none', with: null, updates: [], command: null, refused: [], why: sync.why };
  return {
    state: sync.state,
    with: sync.with,
    release: sync.release.id,
    updates: changesJson(sync.updates),
    command: sync.state === 'out-of-sync' ? command : null,
    refused: refusals,
  };
}

/** Two lines an environment, so that it stays readable on 80 columns: what runs, and since when, by whom and why. */
function overview(statuses: readonly Told[], session: Session, newest: Release | undefined): string {
  const { style } = session;
  const heads = columns(
    statuses.map((status) => [
      style.strong(status.environment.id),
      releaseWord(status.release, style),
      verdictWord(status.verdict, status.release !== undefined, style),
      syncWord(status, style),
    ]),
    '  ',
  ).split('\n');
  const indent = ' '.repeat(4 + Math.max(...statuses.map(({ environment }) => environment.id.length)));
  const rows = statuses.flatMap((status, index) => [
    heads[index] ?? '',
    ...detailLines(status, style).map((line) => `${indent}${line}`),
  ]);
  const behind = statuses.filter(({ sync }) => sync.state === 'out-of-sync');
  const next = behind.find(({ refusals }) => refusals.length === 0) ?? behind[0];
  return [
    style.strong(printable(session.project.name)),
    '',
    ...rows,
    ...(next === undefined
      ? []
      : ['', `${session.next(`status ${next.environment.id}`)} shows what it would take over`]),
    ...(statuses.some(({ release }) => release !== undefined) ? [] : ['', begin(session, newest)]),
  ].join('\n');
}

/** What comes next where nothing was deployed. */
function begin(session: Session, newest: Release | undefined): string {
  if (newest !== undefined) return session.next(`deploy ${newest.number}`);
  return `${session.next('publish <service>=<image>')}, then \`${session.again('release create')}\``;
}

function releaseWord(release: EnvironmentStatus['release'], style: Style): string {
  return release === undefined ? style.faint('nothing yet') : `${release.number}  ${release.id}`;
}

function detailLines({ deployment, ongoing }: EnvironmentStatus, style: Style): string[] {
  const lines = ongoing.map(
    (entry) => `${entry.deployment.kind} of ${entry.deployment.release} under way, held by ${printable(entry.holder)}`,
  );
  if (deployment !== undefined) {
    const why = deployment.reason === undefined ? '' : `: ${printable(deployment.reason)}`;
    const since = moment(deployment.finishedAt ?? deployment.requestedAt);
    lines.unshift(style.faint(`${since} by ${printable(deployment.actor)}${why}`));
  }
  return lines;
}

function verdictWord(verdict: EnvironmentStatus['verdict'], deployed: boolean, style: Style): string {
  if (verdict === undefined) return deployed ? style.faint('not evaluated') : '';
  return { pass: style.good, warning: style.doubtful, fail: style.bad }[verdict](verdict);
}

function syncWord({ sync, ongoing }: EnvironmentStatus, style: Style): string {
  if (ongoing.length > 0) return style.doubtful('deploying');
  if (sync.state === 'none') return '';
  return sync.state === 'in-sync'
    ? style.good(`in sync with ${sync.with}`)
    : style.doubtful(`out of sync with ${sync.with}`);
}
