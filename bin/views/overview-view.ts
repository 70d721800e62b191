import type { ReleaseId } from '../../lib/ids.js';
import type { Bracket, Decided, Freeze } from '../../lib/promotion/index.js';
import { type EnvironmentStatus, imageName } from '../../lib/report/index.js';
import { printable, type Style } from '../style.js';

/** What people decided about an environment, in lines that are short enough to stand among those of others. */
export function decidedLines({ bracket, restrictions, approvals }: EnvironmentStatus, style: Style): string[] {
  const { held, frozen, toBeFrozen, glass } = restrictions;
  const restricting = [
    ...(held === undefined ? [] : [`held on ${nameOf(held.release, held.found)}${byWhom(held)}`]),
    ...frozen.map((freeze) => `frozen${scopeOf(freeze)}${untilOf(freeze)}${byWhom(freeze)}`),
    ...toBeFrozen.map((freeze) => `frozen${scopeOf(freeze)} from ${freeze.from}${byWhom(freeze)}`),
    ...(glass?.inForce ?? []).map((one) => `glass broken for ${one.release} until ${one.expires}${byWhom(one)}`),
    ...(glass?.unverified === undefined ? [] : ['came under a broken glass, not evaluated since']),
  ];
  return [
    ...(bracket === undefined ? [] : [gathering(bracket)]),
    ...restricting.map((line) => style.doubtful(line)),
    ...approved(approvals),
  ];
}

/** One line a release: who approved it, as far as that counts. */
function approved(approvals: EnvironmentStatus['approvals']): string[] {
  const counted = approvals.filter(({ why }) => why === undefined);
  const releases = [...new Set(counted.map(({ change }) => change.release))];
  return releases.map((id) => {
    const given = counted.filter(({ change }) => change.release === id);
    const people = [...new Set(given.map(({ actor }) => printable(actor)))];
    return `${nameOf(id, given[0]?.release)} approved by ${people.join(', ')}`;
  });
}

function gathering({ id, images }: Bracket): string {
  const names = Object.entries(images)
    .map(([artifact, { image }]) => imageName(artifact as keyof typeof images, image))
    .sort();
  return `bracket ${id} ${names.length === 0 ? 'is open' : `gathers ${names.join(', ')}`}`;
}

function scopeOf({ environment }: Freeze): string {
  return environment === undefined ? ' with the project' : '';
}

function untilOf({ until }: Freeze): string {
  return until === undefined ? '' : ` until ${until}`;
}

function byWhom({ actor, reason }: Decided): string {
  return ` by ${printable(actor)}${reason === undefined ? '' : `: ${printable(reason)}`}`;
}

function nameOf(id: ReleaseId, release: { readonly number: number } | undefined): string {
  return release === undefined ? id : `release ${release.number}`;
}
