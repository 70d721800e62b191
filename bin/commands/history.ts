import { requireEnvironment } from '../../lib/delivery/index.js';
import { type HistoryEntry, history } from '../../lib/report/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { parseLimit } from '../limit.js';
import { moment, printable, type Style } from '../style.js';
import { changesJson, changesText } from '../views/changes-view.js';
import { deploymentJson } from '../views/deployment-view.js';

/** How many changed services one entry names before it counts the rest. */
const NAMED_CHANGES = 5;

export const run: Command = async (session, invocation) => {
  const { project, serviceSet, ledger } = session.delivery;
  const named = invocation.value('environment');
  const { limit, environment } = await together({
    limit: () => parseLimit(invocation.value('limit')),
    environment: () => (named === undefined ? undefined : requireEnvironment(project, serviceSet, named).id),
  });
  const { state } = await ledger.view(project.id);
  const entries = history(state, serviceSet.id, { limit, ...(environment === undefined ? {} : { environment }) });
  return {
    json: {
      deployments: entries.map((entry) => ({
        ...deploymentJson(entry.deployment, entry.release),
        description: entry.release?.description,
        verdict: entry.verdict ?? null,
        changes: changesJson(entry.changes),
      })),
    },
    text:
      entries.length === 0
        ? 'Nothing was deployed yet.'
        : entries.map((entry) => entryText(entry, session.style)).join('\n\n'),
  };
};

function entryText({ deployment, release, changes, verdict }: HistoryEntry, style: Style): string {
  const number = release === undefined ? deployment.release : `${release.number}  ${deployment.release}`;
  const mark = { succeeded: style.good, ongoing: style.doubtful, failed: style.bad, 'rolled-back': style.bad };
  const judged = verdict === undefined ? '' : `, evaluated: ${verdict}`;
  const why = deployment.reason ?? release?.description ?? '';
  const shown = changes.slice(0, NAMED_CHANGES);
  const rest = changes.length - shown.length;
  return [
    `${moment(deployment.requestedAt)}  ${style.strong(deployment.environment)}  ${deployment.kind} of release ${number}`,
    `  ${mark[deployment.status](deployment.status)}${judged}, by ${printable(deployment.actor)}${why === '' ? '' : `: ${printable(why)}`}`,
    ...(deployment.message === undefined ? [] : [`  ${style.bad(printable(deployment.message))}`]),
    ...(shown.length === 0 ? [] : [changesText(shown)]),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ].join('\n');
}
