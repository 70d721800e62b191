import type { Command } from '../command.js';
import { parseLimit } from '../limit.js';
import { columns, moment, printable } from '../style.js';
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
  const rows = releases.flatMap(({ number, id, created, actor, description }) => [
    [style.strong(String(number)), `${id}  ${style.faint(`${moment(created)} by ${printable(actor)}`)}`],
    ['', printable(description)],
  ]);
  return {
    json: { releases: releases.map(releaseJson) },
    text: rows.length === 0 ? `No release was made yet.\n${session.next('release create')}` : columns(rows),
  };
};
