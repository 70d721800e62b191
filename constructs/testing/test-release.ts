import { canonicalJson, sha256 } from '../../lib/canonical.js';
import type { Project } from '../../lib/manifest/model.js';
import { artifactKeys, selectServiceSet } from '../../lib/manifest/select.js';
import { SlipwayError } from '../../lib/problem.js';
import { didYouMean } from '../../lib/suggest.js';
import type { ReleaseProps } from '../release-props.js';

export interface TestReleaseProps {
  readonly project: Project;

  /**
   * @default - the project's only service set
   */
  readonly serviceSet?: string;

  /**
   * Images by artifact, e.g. `{ carts: 'carts:0.10.1' }`.
   *
   * @default - every artifact that is not named gets the image `<artifact>:test`
   */
  readonly images?: Readonly<Record<string, string>>;
}

/**
 * A complete release for a test, made of the few images that the test is about.
 *
 * @throws SlipwayError with `UnknownArtifact` where the service set has no such artifact
 */
export function testRelease({ project, serviceSet, images = {} }: TestReleaseProps): ReleaseProps {
  const set = selectServiceSet(project, serviceSet);
  const known: readonly string[] = artifactKeys(set);
  for (const artifact of Object.keys(images)) if (!known.includes(artifact)) throw unknownArtifact(artifact, known);
  const all = Object.fromEntries(known.map((artifact) => [artifact, { image: imageOf(artifact, images) }]));
  const id = `rel-${sha256(canonicalJson(all)).slice(0, 12)}`;
  return { project: project.id, serviceSet: set.id, id, number: 1, images: all };
}

function imageOf(artifact: string, images: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(images, artifact) ? images[artifact] : undefined) ?? `${madeUpImage(artifact)}:test`;
}

/** Repositories have no capital letters, and no two separators in a row. */
function madeUpImage(artifact: string): string {
  return artifact
    .toLowerCase()
    .replace(/[^a-z0-9/]+/g, '-')
    .replace(/^-|-$/g, '');
}

function unknownArtifact(artifact: string, known: readonly string[]): SlipwayError {
  const meant = didYouMean(artifact, known);
  return new SlipwayError('input', {
    code: 'UnknownArtifact',
    message: `the service set has no artifact "${artifact}"`,
    hint: `${meant === undefined ? '' : `did you mean "${meant}"? `}it has: ${known.join(', ')}`,
  });
}
