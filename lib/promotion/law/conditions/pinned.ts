import { artifactsThatRun, type Condition, command, listNames, nameRelease } from '../inquiry.js';

/** Every image is pinned by its digest, where the environment asks for that. */
export const pinned: Condition = (inquiry) => {
  const { environment, place, found } = inquiry;
  if (place === undefined || found === undefined || !place.require.digests) return [];
  const loose = artifactsThatRun(inquiry).filter((artifact) => found.images[artifact]?.digest === undefined);
  if (loose.length === 0) return [];
  const choices = loose.map((artifact) => ` --set ${artifact}=<image>@sha256:<digest>`).join('');
  return [
    {
      code: 'ImageNotPinned',
      message: `${environment} takes only images pinned by digest, and ${nameRelease(found)} names ${listNames(loose)} without one`,
      by: 'whoever may make a release',
      hint: `make a release that pins them: ${command(inquiry, `release create --from-release ${found.id}${choices}`)}`,
    },
  ];
};
