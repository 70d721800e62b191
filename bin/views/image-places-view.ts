import type { ImagePlaces } from '../../lib/delivery/index.js';
import type { Project } from '../../lib/manifest/index.js';
import type { Style } from '../style.js';

/** How many releases are named before the rest is counted. */
const NAMED_RELEASES = 5;

/** Where an image runs, and which releases have it. */
export function imagePlacesText({ runs, releases }: ImagePlaces, project: Project, style: Style): string[] {
  const several = project.serviceSets.length > 1;
  const where = runs.map(({ environment, serviceSet, number, release, artifacts }) => {
    const set = several ? ` (service set ${serviceSet})` : '';
    return `  ${style.bad('runs')} in ${environment}${set} as ${artifacts.join(', ')}, with release ${number} (${release})`;
  });
  if (releases.length === 0) return where;
  const shown = releases.slice(0, NAMED_RELEASES).map(({ number, id }) => `${number} (${id})`);
  const rest = releases.length - shown.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [...where, `  in ${releases.length === 1 ? 'release' : 'releases'} ${shown.join(', ')}${more}`];
}
