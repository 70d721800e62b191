import { askLaw, type RecordAt, recordAt } from '../../lib/delivery/index.js';
import { newestRelease } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { type EnvironmentStatus, environmentStatus, leftByText, statusText } from '../../lib/report/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { chosenEnvironments } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { parseInstantOption } from '../instant.js';
import type { Session } from '../session.js';
import { columns, moment, printable, type Style } from '../style.js';
import { decidedLines } from '../views/overview-view.js';
import { statusJson, type Told } from '../views/status-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { project, serviceSet } = delivery;
  const [named] = invocation.arguments;
  const { environments, wanted } = await together({
    environments: () => chosenEnvironments(delivery, named),
    wanted: () => parseInstantOption(invocation.value('at'), '--at'),
  });
  const record = await recordAt(delivery, wanted);
  const { state, at } = record;
  const statuses = environments.map((environment): Told => {
    const status = environmentStatus(state, project, serviceSet, environment, at);
    return { ...status, ...takingOver(status, record, session) };
  });
  const outOfSync = statuses.some(({ sync }) => sync.state === 'out-of-sync');
  const [only] = statuses;
  return {
    json: {
      project: project.id,
      serviceSet: serviceSet.id,
      at,
      environments: statuses.map(statusJson),
    },
    text: [
      ...whenLines(record),
      named !== undefined && only !== undefined
        ? statusText(
            only,
            only.command,
            only.refusals.map(({ message }) => message),
          )
        : overview(statuses, session, record.when, newestRelease(state, serviceSet.id)),
    ].join('\n'),
    exitCode: invocation.flag('exitCode') && outOfSync ? ExitCode.outOfSync : ExitCode.done,
  };
};

/** Of what time a status is, where it is not now. */
function whenLines({ when, at }: RecordAt): string[] {
  if (when === 'now') return [];
  return [when === 'past' ? `As it was at ${at}:` : `As it will be at ${at}, if nothing happens until then:`, ''];
}

function takingOver(
  { environment, sync }: EnvironmentStatus,
  { state, at, when }: RecordAt,
  session: Session,
): Pick<Told, 'command' | 'refusals'> {
  const command = when === 'now' ? `slipway sync ${environment.id} ${session.repeatedOptions()}` : undefined;
  if (sync.state !== 'out-of-sync') return { command, refusals: [] };
  const question = { environment: environment.id, release: sync.release, kind: 'sync' as const, at };
  // Who holds a lease and is gone is known of now alone.
  const isGone = (holder: string): boolean => when === 'now' && session.host.isGone(holder);
  return { command, refusals: askLaw(session.delivery, state, question, isGone).reasons };
}

/** At least two lines an environment, so that it stays readable on 80 columns: what runs, and since when, by whom and why. */
function overview(
  statuses: readonly Told[],
  session: Session,
  when: RecordAt['when'],
  newest: Release | undefined,
): string {
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
  return [
    style.strong(printable(session.project.name)),
    '',
    ...rows,
    ...(when === 'now' ? nextLines(statuses, session, newest) : []),
  ].join('\n');
}

/** What comes next, where that is to be said. */
function nextLines(statuses: readonly Told[], session: Session, newest: Release | undefined): string[] {
  const behind = statuses.filter(({ sync }) => sync.state === 'out-of-sync');
  const next = behind.find(({ refusals }) => refusals.length === 0) ?? behind[0];
  return [
    ...(next === undefined
      ? []
      : ['', `${session.next(`status ${next.environment.id}`)} shows what it would take over`]),
    ...(statuses.some(({ release }) => release !== undefined) ? [] : ['', begin(session, newest)]),
  ];
}

/** What comes next where nothing was deployed. */
function begin(session: Session, newest: Release | undefined): string {
  if (newest !== undefined) return session.next(`deploy ${newest.number}`);
  return `${session.next('publish <service>=<image>')}, then \`${session.again('release create')}\``;
}

function releaseWord(release: EnvironmentStatus['release'], style: Style): string {
  return release === undefined ? style.faint('nothing yet') : `${release.number}  ${release.id}`;
}

function detailLines(status: EnvironmentStatus, style: Style): string[] {
  const { deployment, ongoing } = status;
  const lines = ongoing.map(
    (entry) => `${entry.deployment.kind} of ${entry.deployment.release} under way, held by ${printable(entry.holder)}`,
  );
  if (deployment !== undefined) {
    const why = deployment.reason === undefined ? '' : `: ${printable(deployment.reason)}`;
    const since = moment(deployment.finishedAt ?? deployment.requestedAt);
    lines.unshift(style.faint(`${since} by ${printable(deployment.actor)}${why}`));
  }
  const left = status.leftBy === undefined ? [] : [style.bad(leftByText(status.leftBy))];
  return [...lines, ...left, ...decidedLines(status, style)];
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
