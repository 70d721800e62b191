import type { Command } from '../command.js';
import { parseLimit } from '../limit.js';
import { columns } from '../style.js';
import { releaseJson } from '../views/release-view.js';

export const run: Command = async (session, invocation) => {
  const { project, serviceSet, ledger } = session.delivery;
  const limit = parseLimit(invocation.value('limit'));
  const { state } = await ledger.view(project.id);
  const releases = Object.values(state.releases)
    .filter((release) => release.serviceSet === serviceSet.id)
    .sort((a, b) => b.number - a.number || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  const { style } = session;
  const rows = releases.map(({ number, id, created, actor, description }) => [
    style.strong(String(number)),
    id,
    style.faint(created),
    actor,
    description,
  ]);
  return {
    json: { releases: releases.map(releaseJson) },
    text: rows.length === 0 ? 'No release was made yet.\nNext: `slipway release create`' : columns(rows),
  };
};
