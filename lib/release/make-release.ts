import type { ArtifactKey, ReleaseId } from '../ids.js';
import { artifactsOf } from '../images/artifacts.js';
import { checkImage } from '../images/check-image.js';
import { formatImageReference, parseImageReference } from '../images/image-reference.js';
import type { ServiceSet } from '../manifest/model.js';
import { type Problem, SlipwayError } from '../problem.js';
import { ambiguousReleaseHashes } from './ambiguous-release-hashes.js';
import { whyItDoesNotFit } from './assert-release-fits.js';
import { type Choice, choose } from './choose-image.js';
import { releaseContent, releaseId } from './identity.js';
import type { ImageSource, ReleaseContent, ReleasedImage } from './model.js';
import type { ReleaseProblemCode } from './problems.js';
import type { ReleaseBase, ReleaseRequest } from './release-request.js';
import { sortedByArtifact } from './sorted-record.js';

/** A release before it has a number, a time and a maker. */
export interface MadeRelease {
  readonly id: ReleaseId;
  readonly content: ReleaseContent;
  readonly sources: Readonly<Record<ArtifactKey, ImageSource>>;
  /** Artifacts that were not chosen but taken from `carryFrom`, sorted. */
  readonly carriedOver: readonly ArtifactKey[];
  /** Artifacts of the base that the service set does not have any more, sorted. */
  readonly dropped: readonly ArtifactKey[];
}

type Answers = NonNullable<ReleaseRequest['registered']>;

const NOTHING_ASKED: Answers = new Map();

/**
 * Chooses one image for every artifact of a service set: the explicit choice, else the base's, else the earlier
 * release's. Every image, wherever it comes from, has to fit the service that it is chosen for. An image that a registry
 * knows the digest of keeps its tag and is pinned to that digest.
 *
 * @throws SlipwayError `input` with everything that is wrong: `MissingImage`, `EmptyLabel`, `ForeignRelease`,
 * `ImageNotInRegistry`, `AmbiguousReleaseHash`, or what `checkImage` finds
 */
export function makeRelease(request: ReleaseRequest): MadeRelease {
  const { project, serviceSet, registered = NOTHING_ASKED, recorded } = request;
  const foreign = foreignReleases(request);
  if (foreign.length > 0) throw new SlipwayError('input', [...foreign, ...strangeChoices(request)]);

  const keys = artifactsOf(serviceSet).map(({ key }) => key);
  const chosen = keys.flatMap((artifact) => choose(request, artifact) ?? []);
  const problems = [
    ...chosen.flatMap((choice) => checkChoice(serviceSet, choice)),
    ...chosen.flatMap((choice) => whyNotInRegistry(choice, registered)),
    ...strangeChoices(request),
    ...whatIsMissing(request, keys, chosen),
  ];
  if (problems.length > 0) throw new SlipwayError('input', problems);

  const images = Object.fromEntries(chosen.map(({ artifact, image }) => [artifact, pinned(image, registered)]));
  const content = releaseContent(project, serviceSet.id, images);
  const ambiguous = ambiguousReleaseHashes(content, recorded);
  if (ambiguous.length > 0) throw new SlipwayError('input', ambiguous);
  const sources = sortedByArtifact(Object.fromEntries(chosen.map(({ artifact, source }) => [artifact, source])));
  return {
    id: releaseId(content),
    content,
    sources: Object.fromEntries(sources),
    carriedOver: sources.filter(([, { kind }]) => kind === 'carried-over').map(([artifact]) => artifact),
    dropped: baseArtifacts(request.base).filter((artifact) => !keys.includes(artifact)),
  };
}

function baseArtifacts(base: ReleaseBase | undefined): readonly ArtifactKey[] {
  if (base === undefined) return [];
  const images: Readonly<Record<ArtifactKey, unknown>> = base.kind === 'label' ? base.images : base.release.images;
  return sortedByArtifact(images).map(([artifact]) => artifact);
}

function foreignReleases({ project, serviceSet, base, carryFrom }: ReleaseRequest): readonly Problem[] {
  const releases = [base === undefined || base.kind === 'label' ? undefined : base.release, carryFrom];
  return releases.flatMap((release) =>
    release === undefined ? [] : (whyItDoesNotFit(project, release, serviceSet.id) ?? []),
  );
}

/** Explicit choices for what the set does not have: somebody meant something, so that they are not dropped. */
function strangeChoices({ serviceSet, choices = {} }: ReleaseRequest): readonly Problem[] {
  const known = new Set(artifactsOf(serviceSet).map(({ key }) => key));
  return sortedByArtifact(choices)
    .filter(([artifact]) => !known.has(artifact))
    .flatMap(([artifact, image]) => checkImage(serviceSet, artifact, image) ?? []);
}

function checkChoice(serviceSet: ServiceSet, { artifact, image, source }: Choice): readonly Problem[] {
  const problem = checkImage(serviceSet, artifact, typeof image === 'string' ? image : image.image);
  return problem === undefined ? [] : [{ ...problem, message: `${problem.message}${origin(source)}` }];
}

function whyNotInRegistry({ artifact, image, source }: Choice, registered: Answers): readonly Problem[] {
  if (typeof image !== 'string' || registered.get(image) !== 'absent') return [];
  const message = `image ${image} of ${artifact} is not in its registry${origin(source)}`;
  return [
    problem(
      'ImageNotInRegistry',
      message,
      `push it there, or choose one that is there with --set ${artifact}=<image> or \`slipway publish ${artifact}=<image>\``,
    ),
  ];
}

/** The image with the digest that its tag stands for now, where a registry knows it. */
function pinned(image: string | ReleasedImage, registered: Answers): string | ReleasedImage {
  const digest = typeof image === 'string' ? registered.get(image) : undefined;
  if (typeof image !== 'string' || digest === undefined || digest === 'absent') return image;
  const parsed = parseImageReference(image);
  return parsed.ok ? formatImageReference({ ...parsed.reference, digest }) : image;
}

function origin(source: ImageSource): string {
  switch (source.kind) {
    case 'explicit':
      return '';
    case 'label':
      return ` (from label ${source.label}, version ${source.version})`;
    case 'environment':
      return ` (from ${source.release}, which ${source.environment} runs)`;
    case 'release':
    case 'carried-over':
      return ` (from ${source.release})`;
  }
}

function whatIsMissing(
  { serviceSet, base }: ReleaseRequest,
  keys: readonly ArtifactKey[],
  chosen: readonly Choice[],
): readonly Problem[] {
  if (base?.kind === 'label' && Object.keys(base.images).length === 0 && isNeeded(keys, chosen))
    return [
      problem(
        'EmptyLabel',
        `nothing of service set ${serviceSet.id} was published under label ${base.label}`,
        'publish images with `slipway publish <service>=<image>`, or name another label; `slipway images` shows them',
      ),
    ];
  const covered = new Set(chosen.map(({ artifact }) => artifact));
  return keys
    .filter((artifact) => !covered.has(artifact))
    .map((artifact) =>
      problem(
        'MissingImage',
        `no image is known for ${artifact}, which a release of service set ${serviceSet.id} must cover${searched(base)}`,
        `publish one with \`slipway publish ${artifact}=<image>\`, or name one with --set ${artifact}=<image>`,
      ),
    );
}

/** An empty label does no harm where every image was named anyway; filling all in from before would hide a misspelling. */
function isNeeded(keys: readonly ArtifactKey[], chosen: readonly Choice[]): boolean {
  return keys.length > chosen.filter(({ source }) => source.kind === 'explicit').length;
}

function searched(base: ReleaseBase | undefined): string {
  if (base === undefined) return '';
  if (base.kind === 'label') return `; label ${base.label} has none`;
  return `; ${base.release.id} has none`;
}

function problem(code: ReleaseProblemCode, message: string, hint: string): Problem {
  return { code, message, hint };
}
