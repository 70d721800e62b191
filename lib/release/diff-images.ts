import type { ArtifactKey } from '../ids.js';
import type { ImageChange, ReleasedImage } from './model.js';
import { ownMember, sortedByArtifact } from './sorted-record.js';

type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

/**
 * What changes from one set of images to another, sorted by artifact; equal references do not appear. From nothing
 * (`undefined`: never deployed), everything is added.
 */
export function diffImages(from: Images | undefined, to: Images): readonly ImageChange[] {
  const before: Images = from ?? {};
  return sortedByArtifact({ ...before, ...to })
    .map(([artifact]) => change(artifact, ownMember(before, artifact)?.image, ownMember(to, artifact)?.image))
    .filter((row) => row.from !== row.to);
}

function change(artifact: ArtifactKey, from: string | undefined, to: string | undefined): ImageChange {
  return { artifact, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
