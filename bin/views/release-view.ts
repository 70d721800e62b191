import type { ArtifactKey } from '../../lib/ids.js';
import { originText } from '../../lib/origin.js';
import type { ImageSource, Release } from '../../lib/release/index.js';
import { imageName } from '../../lib/report/index.js';
import { columns, moment, printable, type Style } from '../style.js';

/** A release as scripts get it. */
export function releaseJson(release: Release): Record<string, unknown> {
  const images = artifactsOf(release).map((artifact) => {
    const { image, digest, releaseHash } = release.images[artifact] ?? { image: '' };
    return [artifact, { image, digest, releaseHash, from: sourceText(release.sources[artifact]) }];
  });
  return {
    id: release.id,
    number: release.number,
    project: release.project,
    serviceSet: release.serviceSet,
    createdAt: release.created,
    actor: release.actor,
    description: release.description,
    origin: release.origin,
    images: Object.fromEntries(images),
  };
}

/** A release as people read it. */
export function releaseText(release: Release, style: Style): string {
  const rows = artifactsOf(release).map((artifact) => {
    const image = release.images[artifact];
    const pinned = image?.digest === undefined ? style.doubtful('not pinned') : style.faint(image.digest.slice(0, 19));
    return [
      imageName(artifact, image?.image ?? ''),
      pinned,
      style.faint(`from ${sourceText(release.sources[artifact])}`),
    ];
  });
  return [
    `${style.strong(`Release ${release.number}`)}  ${release.id}`,
    `  ${printable(release.description)}`,
    style.faint(
      `  made ${moment(release.created)} by ${printable(release.actor)}${release.origin === undefined ? '' : ` ${originText(release.origin)}`}`,
    ),
    '',
    columns(rows, '  '),
  ].join('\n');
}

/** Where an image of a release came from, in words. */
export function sourceText(source: ImageSource | undefined): string {
  switch (source?.kind) {
    case 'label':
      return `label ${source.label}, version ${source.version}`;
    case 'environment':
      return `environment ${source.environment} (${source.release})`;
    case 'release':
      return `release ${source.release}`;
    case 'carried-over':
      return `carried over from ${source.release}`;
    case 'explicit':
      return 'an explicit choice';
    default:
      return 'an unknown source';
  }
}

function artifactsOf(release: Release): ArtifactKey[] {
  return (Object.keys(release.images) as ArtifactKey[]).sort();
}
