import type { ArtifactKey } from '../../lib/ids.js';
import type { Bracket } from '../../lib/promotion/index.js';
import type { ImageChange, Release } from '../../lib/release/index.js';
import { changeLine, imageName } from '../../lib/report/index.js';
import { columns, moment, printable, type Style } from '../style.js';

/** A bracket as scripts get it; `from` is what runs in its environment now. */
export function bracketJson(bracket: Bracket, runs: Release | undefined): Record<string, unknown> {
  return {
    id: bracket.id,
    openedAt: bracket.at,
    openedBy: bracket.actor,
    reason: bracket.reason,
    services: membersOf(bracket, runs).map(({ artifact, from, to }) => ({
      service: artifact,
      from: from ?? null,
      to,
      addedBy: bracket.added[artifact]?.actor,
      addedAt: bracket.added[artifact]?.at,
    })),
  };
}

/** A bracket as people read it: what gathered, against what runs there now, and who added it. */
export function bracketText(bracket: Bracket, environment: string, runs: Release | undefined, style: Style): string {
  const why = bracket.reason === undefined ? '' : `: ${printable(bracket.reason)}`;
  const opened = `opened ${moment(bracket.at)} by ${printable(bracket.actor)}${why}`;
  return [
    `Bracket ${bracket.id} in ${style.strong(environment)}, ${style.faint(opened)}`,
    columns(rowsOf(bracket, runs, style), '  '),
  ].join('\n');
}

function rowsOf(bracket: Bracket, runs: Release | undefined, style: Style): readonly (readonly string[])[] {
  const members = membersOf(bracket, runs);
  if (members.length === 0) return [['nothing gathered yet']];
  return members.map((member) => [
    ...cells(member),
    style.faint(`added by ${printable(bracket.added[member.artifact]?.actor ?? 'somebody')}`),
  ]);
}

function cells(member: ImageChange & { readonly to: string }): readonly string[] {
  if (member.from === member.to) return [imageName(member.artifact, member.to), 'runs already'];
  const [before = '', after = ''] = changeLine(member).split(' --> ');
  return [before, `--> ${after}`];
}

function membersOf({ images }: Bracket, runs: Release | undefined): readonly (ImageChange & { readonly to: string })[] {
  const before: Release['images'] = runs?.images ?? {};
  return (Object.keys(images) as ArtifactKey[]).sort().map((artifact) => {
    const from = Object.hasOwn(before, artifact) ? before[artifact]?.image : undefined;
    return { artifact, to: images[artifact]?.image ?? '', ...(from === undefined ? {} : { from }) };
  });
}
