import type { ArtifactKey } from '../ids.js';
import type { ImageSource, ReleasedImage } from './model.js';
import type { ReleaseBase, ReleaseRequest } from './release-request.js';
import { ownMember } from './sorted-record.js';

/** The image of one artifact of a release, and where the choice came from. */
export interface Choice {
  readonly artifact: ArtifactKey;
  /** As another release recorded it, or a reference. */
  readonly image: string | ReleasedImage;
  readonly source: ImageSource;
}

/** The explicit choice, else the base's image, else that of the earlier release; undefined where none has one. */
export function choose({ choices = {}, base, carryFrom }: ReleaseRequest, artifact: ArtifactKey): Choice | undefined {
  const explicit = ownMember(choices, artifact);
  if (explicit !== undefined) return { artifact, image: explicit, source: { kind: 'explicit' } };
  const fromBase = base === undefined ? undefined : chooseFromBase(base, artifact);
  if (fromBase !== undefined) return fromBase;
  const carried = carryFrom === undefined ? undefined : ownMember(carryFrom.images, artifact);
  if (carryFrom === undefined || carried === undefined) return undefined;
  return { artifact, image: carried, source: { kind: 'carried-over', release: carryFrom.id } };
}

function chooseFromBase(base: ReleaseBase, artifact: ArtifactKey): Choice | undefined {
  if (base.kind === 'label') {
    const labelled = ownMember(base.images, artifact);
    if (labelled === undefined) return undefined;
    return {
      artifact,
      image: labelled.image,
      source: { kind: 'label', label: base.label, version: labelled.version },
    };
  }
  const released = ownMember(base.release.images, artifact);
  if (released === undefined) return undefined;
  const release = base.release.id;
  const source: ImageSource =
    base.kind === 'release'
      ? { kind: 'release', release }
      : { kind: 'environment', environment: base.environment, release };
  return { artifact, image: released, source };
}
