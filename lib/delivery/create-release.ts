import type { ArtifactKey, EnvironmentId, ReleaseId } from '../ids.js';
import { artifactsOf, assignImages, type LabelledImages } from '../images/index.js';
import { record } from '../ledger/index.js';
import { type Problem, SlipwayError } from '../problem.js';
import { currentRelease, newestRelease, type ProjectState } from '../promotion/index.js';
import {
  describeChange,
  diffImages,
  makeRelease,
  type Release,
  type ReleaseBase,
  type ReleaseRequest,
} from '../release/index.js';
import type { Delivery, Signer } from './delivery.js';
import { requireEnvironment } from './find-environment.js';
import { requireService } from './find-service.js';
import { DEFAULT_LABEL, requireLabel } from './labels.js';
import { recordedRelease } from './recorded-release.js';
import { registeredImages } from './registered-images.js';
import { resolveRelease } from './resolve-release.js';
import { sign } from './sign.js';

/** From what a release is to be made. At most one of `label`, `environment`, `release` and `singleService` is given. */
export interface ReleaseWish {
  readonly label?: string | undefined;
  readonly environment?: string | undefined;
  readonly release?: string | undefined;
  /** One service from label `latest` or `choices`, all others as they run in that environment. */
  readonly singleService?: { readonly service: string | undefined; readonly environment: string };
  /** `<service>=<image>` pairs; they win over everything else. */
  readonly choices: readonly string[];
  /** Default: what changed. */
  readonly description?: string | undefined;
}

/** What a wish comes to: the images it starts from, and the release that it is compared with. */
interface Ground {
  readonly base?: ReleaseBase;
  readonly carryFrom?: Release;
  readonly before?: Release;
}

/** A wish with everything that is found outside of the record. */
interface Prepared {
  readonly wish: ReleaseWish;
  readonly ground: Ground;
  readonly request: ReleaseRequest;
}

export interface ProposedRelease {
  readonly release: Release;
  /** Whether that very set is a release already. */
  readonly exists: boolean;
  /** What ran where a single service is to change: to be given to `deploy`, so that no other service goes back. */
  readonly onto?: ReleaseId;
}

/**
 * Makes a release and records it, unless that very set is a release already.
 *
 * @throws SlipwayError `input` with everything that is wrong with the wish
 */
export async function createRelease(
  delivery: Delivery,
  wish: ReleaseWish,
  signer: Signer,
): Promise<{ readonly created: boolean } & Omit<ProposedRelease, 'exists'>> {
  const prepared = await prepare(delivery, wish);
  let proposed: ProposedRelease | undefined;
  await record(delivery.ledger, delivery.project.id, ({ state }) => {
    proposed = propose(delivery, prepared, state, signer);
    if (proposed.exists) return undefined;
    const { created: at, actor: _, ...release } = proposed.release;
    return sign(signer, at, { type: 'release.created', release });
  });
  if (proposed === undefined) throw new Error('the record was written without being asked what to write');
  const { exists, ...made } = proposed;
  return { ...made, created: !exists };
}

/** The release that a wish would make, without recording it. */
export async function proposeRelease(delivery: Delivery, wish: ReleaseWish): Promise<ProposedRelease> {
  const prepared = await prepare(delivery, wish);
  const { state } = await delivery.ledger.view(delivery.project.id);
  return propose(delivery, prepared, state, { actor: 'nobody' });
}

/** Labels are followed and their images resolved to digests here, once, however often the record has to be tried. */
async function prepare(delivery: Delivery, wish: ReleaseWish): Promise<Prepared> {
  const { project, serviceSet } = delivery;
  const ground = await findGround(delivery, wish);
  const request: ReleaseRequest = {
    project: project.id,
    serviceSet,
    choices: assignImages(serviceSet, wish.choices),
    ...(ground.base === undefined ? {} : { base: ground.base }),
  };
  return { wish, ground, request: { ...request, registered: await registeredImages(delivery, request) } };
}

function propose(
  { serviceSet, now }: Delivery,
  { wish, ground, request }: Prepared,
  state: ProjectState,
  { actor, origin }: Signer,
): ProposedRelease {
  const newest = newestRelease(state, serviceSet.id);
  const carryFrom = ground.carryFrom ?? newest;
  const made = makeRelease({
    ...request,
    recorded: releasesOf(state),
    ...(carryFrom === undefined ? {} : { carryFrom }),
  });
  const onto = wish.singleService === undefined || carryFrom === undefined ? {} : { onto: carryFrom.id };
  const existing = recordedRelease(state, made);
  if (existing !== undefined) return { release: existing, exists: true, ...onto };
  const before = ground.before ?? newest;
  const changes = diffImages(before?.images, made.content.images);
  const release: Release = {
    ...made.content,
    id: made.id,
    number: state.lastNumber + 1,
    created: now(),
    actor,
    description: wish.description ?? describeChange(changes, { first: before === undefined }),
    sources: made.sources,
    ...(origin === undefined ? {} : { origin }),
  };
  return { release, exists: false, ...onto };
}

/** One by one: a record may hold thousands, read when they are asked for. */
function* releasesOf({ releases }: ProjectState): Iterable<Release> {
  for (const id of Object.keys(releases) as ReleaseId[]) {
    const release = releases[id];
    if (release !== undefined) yield release;
  }
}

async function findGround(delivery: Delivery, wish: ReleaseWish): Promise<Ground> {
  if (wish.singleService !== undefined) return groundOfSingle(delivery, wish.singleService, wish.choices);
  if (wish.environment !== undefined) {
    const { id } = requireEnvironment(delivery.project, delivery.serviceSet, wish.environment);
    const release = await whatRuns(delivery, id);
    return { base: { kind: 'environment', environment: id, release }, before: release };
  }
  if (wish.release !== undefined) {
    const release = await resolveRelease(delivery, wish.release);
    return { base: { kind: 'release', release }, before: release };
  }
  const label = requireLabel(wish.label ?? DEFAULT_LABEL);
  const artifacts = artifactsOf(delivery.serviceSet).map(({ key }) => key);
  const images = await delivery.catalogue.read(delivery.project.id, label, artifacts);
  return { base: { kind: 'label', label, images } };
}

async function groundOfSingle(
  delivery: Delivery,
  { service: named, environment }: NonNullable<ReleaseWish['singleService']>,
  choices: readonly string[],
): Promise<Ground> {
  const running = await whatRuns(delivery, environment as EnvironmentId);
  if (named === undefined) return { carryFrom: running, before: running };
  const service = requireService(delivery.serviceSet, named);
  const chosen = assignImages(delivery.serviceSet, choices);
  const wanted = service.containers
    .map(({ artifact }) => artifact)
    .filter((artifact) => !Object.hasOwn(chosen, artifact));
  if (wanted.length === 0) return { carryFrom: running, before: running };
  const label = requireLabel(DEFAULT_LABEL);
  const images = await delivery.catalogue.read(delivery.project.id, label, wanted);
  requireAll(images, wanted);
  return { base: { kind: 'label', label, images }, carryFrom: running, before: running };
}

function requireAll(labelled: LabelledImages, wanted: readonly ArtifactKey[]): void {
  const missing = wanted.filter((artifact) => !Object.hasOwn(labelled, artifact));
  if (missing.length === 0) return;
  throw new SlipwayError(
    'input',
    missing.map(
      (artifact): Problem => ({
        code: 'MissingImage',
        message: `label ${DEFAULT_LABEL} has no image for ${artifact}`,
        hint: `publish one with \`slipway publish ${artifact}=<image>\`, or name one with --set ${artifact}=<image>`,
      }),
    ),
  );
}

async function whatRuns({ ledger, project, serviceSet }: Delivery, environment: EnvironmentId): Promise<Release> {
  const { state } = await ledger.view(project.id);
  const release = currentRelease(state, serviceSet.id, environment);
  if (release !== undefined) return release;
  throw new SlipwayError('input', {
    code: 'NothingDeployed',
    message: `nothing runs in ${environment} yet, so nothing can be taken from there`,
    hint: 'make a whole release with `slipway release create`, then `slipway deploy <release>`',
  });
}
