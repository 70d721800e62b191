import { requireEnvironment } from '../../lib/delivery/index.js';
import { type EnvironmentStatus, environmentStatus, imagesOf, statusText } from '../../lib/report/index.js';
import type { Command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import type { Session } from '../session.js';
import { columns, type Style } from '../style.js';
import { changesJson } from '../views/changes-view.js';
import { deploymentJson } from '../views/deployment-view.js';

export const run: Command = async (session, invocation) => {
  const { project, serviceSet, ledger } = session.delivery;
  const [named] = invocation.arguments;
  const environments =
    named === undefined
      ? project.environments.filter((environment) => serviceSet.environments.includes(environment.id))
      : [requireEnvironment(project, serviceSet, named)];
  const { state } = await ledger.view(project.id);
  const statuses = environments.map((environment) => environmentStatus(state, project, serviceSet, environment));
  const outOfSync = statuses.some(({ sync }) => sync.state === 'out-of-sync');
  const [only] = statuses;
  return {
    json: {
      project: project.id,
      serviceSet: serviceSet.id,
      environments: statuses.map((status) => statusJson(status, session)),
    },
    text:
      named !== undefined && only !== undefined
        ? statusText(only, syncCommand(only, session))
        : overview(statuses, session, project.name),
    exitCode: invocation.flag('exitCode') && outOfSync ? ExitCode.outOfSync : ExitCode.done,
  };
};

function syncCommand({ environment }: EnvironmentStatus, session: Session): string {
  return `slipway sync ${environment.id} ${session.repeatedOptions()}`;
}

function statusJson(status: EnvironmentStatus, session: Session): Record<string, unknown> {
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
    sync: syncJson(status, session),
    held: null,
    frozen: null,
    drift: null,
  };
}

function syncJson(status: EnvironmentStatus, session: Session): Record<string, unknown> {
  const { sync } = status;
  if (sync.state === 'none') return { state: 'none', with: null, updates: [], command: null, why: sync.why };
  return {
    state: sync.state,
    with: sync.with,
    release: sync.release.id,
    updates: changesJson(sync.updates),
    command: sync.state === 'out-of-sync' ? syncCommand(status, session) : null,
  };
}

function overview(statuses: readonly EnvironmentStatus[], session: Session, name: string): string {
  const { style } = session;
  const header = ['environment', 'release', 'verdict', 'deployed', 'by', 'sync'].map(style.faint);
  const rows = statuses.map((status) => {
    const { environment, release, deployment } = status;
    return [
      style.strong(environment.id),
      release === undefined ? style.faint('nothing yet') : `${release.number}  ${release.id}`,
      verdictWord(status.verdict, release !== undefined, style),
      deployment?.finishedAt ?? '',
      deployment?.actor ?? '',
      syncWord(status, style),
    ];
  });
  const lines = [style.strong(name), '', columns([header, ...rows], '  '), ''];
  const behind = statuses.find(({ sync }) => sync.state === 'out-of-sync');
  const busy = statuses.flatMap(({ environment, ongoing }) =>
    ongoing.map(
      ({ deployment, holder }) =>
        `  ${environment.id}: ${deployment.kind} of ${deployment.release} under way, held by ${holder}`,
    ),
  );
  if (busy.length > 0) lines.push(...busy, '');
  if (behind !== undefined)
    lines.push(`Next: \`slipway status ${behind.environment.id}\` shows what it would take over`);
  return lines.join('\n').trimEnd();
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
