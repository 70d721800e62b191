import type { ArtifactKey, Digest } from '../ids.js';
import { type ImageReference, parseImageReference } from '../images/index.js';
import type { ArtifactOutcome } from '../promotion/index.js';
import type { ImageChange, ReleasedImage } from '../release/index.js';
import type { Observation, ObservedArtifact } from './target.js';
import { templateHash } from './template-hash.js';

/**
 * What an observation proves about a release.
 *
 * - `converged`: what runs is exactly the release
 * - `converging`: something is still at work there, so that nothing can be said yet
 * - `drifted`: something else runs, or something is missing
 * - `rolled-back`: something else runs because it was turned back by itself to what ran before
 * - `unknown`: it could not be found out, which is never success
 */
export type EvidenceVerdict = 'converged' | 'converging' | 'drifted' | 'rolled-back' | 'unknown';

export interface Evidence {
  readonly verdict: EvidenceVerdict;
  readonly artifacts: Readonly<Record<ArtifactKey, ArtifactEvidence>>;
  /** What differs or is not known, one sentence each. */
  readonly findings: readonly string[];
}

export interface ArtifactEvidence {
  readonly verdict: EvidenceVerdict;
  /** The image that the release asks for. */
  readonly expected?: string;
  /** The image that was found. */
  readonly found?: string;
  readonly digest?: string;
}

/**
 * Compares what was observed with what a release asks for. Images are compared by digest where the release pins one,
 * otherwise by reference. With `deployedHash` (as `templateHash` gives it) the template that stands there must be that very
 * one, too; where it is seen to be another one that is known, whatever else is not.
 */
export function weigh(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  observation: Observation,
  deployedHash?: string,
): Evidence {
  const { artifacts, findings } = weighArtifacts(images, observation);
  const isOther = isOtherTemplate(observation, deployedHash);
  const verdicts = new Set(Object.values(artifacts).map(({ verdict }) => verdict));
  return {
    verdict: weighTogether(observation, verdicts, isOther),
    artifacts,
    findings: isOther ? [...findings, 'the stack that stands there is not the one that was deployed'] : findings,
  };
}

/**
 * While anything is still at work nothing is final. That a stack was turned back once says nothing about a place that
 * is as it should be: only where something else runs is it the reason.
 */
function weighTogether(
  { state, rolledBack }: Observation,
  verdicts: ReadonlySet<EvidenceVerdict>,
  isOther: boolean,
): EvidenceVerdict {
  if (state === 'changing' || verdicts.has('converging')) return 'converging';
  if (verdicts.has('rolled-back')) return 'rolled-back';
  if (isOther || state === 'absent' || verdicts.has('drifted')) return rolledBack === true ? 'rolled-back' : 'drifted';
  return state === 'unknown' || verdicts.has('unknown') ? 'unknown' : 'converged';
}

/** Whether nothing is at work there any more, so that what is seen is what will be. */
export function isSettled({ state, artifacts }: Observation): boolean {
  return state !== 'changing' && Object.values<ObservedArtifact>(artifacts).every(({ phase }) => phase !== 'changing');
}

function weighArtifacts(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  observation: Observation,
): Pick<Evidence, 'artifacts' | 'findings'> {
  if (observation.state === 'unknown')
    return {
      artifacts: mapArtifacts(images, (image) => ({ verdict: 'unknown', expected: image.image })),
      findings: [observation.message ?? 'what runs could not be found out'],
    };
  if (observation.state === 'changing')
    return {
      artifacts: mapArtifacts(images, (image) => ({ verdict: 'converging', expected: image.image })),
      findings: [observation.message ?? 'something is still at work there'],
    };
  const artifacts = {
    ...mapArtifacts(images, (image, artifact) => weighImage(image, ownArtifact(observation, artifact))),
    ...surplus(images, observation),
  };
  const findings = Object.entries(artifacts).flatMap(([artifact, evidence]) => finding(artifact, evidence));
  return {
    artifacts,
    findings: observation.state === 'absent' ? ['nothing stands there', ...findings] : findings,
  };
}

function isOtherTemplate({ template }: Observation, hash: string | undefined): boolean {
  return hash !== undefined && template !== undefined && templateHash(template) !== hash;
}

function ownArtifact({ artifacts }: Observation, artifact: ArtifactKey): ObservedArtifact | undefined {
  return Object.hasOwn(artifacts, artifact) ? artifacts[artifact] : undefined;
}

/**
 * The evidence in the form in which the end of a deployment is recorded: every artifact of the release, what else was
 * found, and what the deployment took away.
 */
export function toOutcomes(
  evidence: Evidence,
  changes: readonly ImageChange[],
): Readonly<Record<ArtifactKey, ArtifactOutcome>> {
  const changed = new Set(changes.map(({ artifact }) => artifact));
  const found = (Object.entries(evidence.artifacts) as [ArtifactKey, ArtifactEvidence][]).map(
    ([artifact, { verdict, found: image, expected, digest }]): [ArtifactKey, ArtifactOutcome] => [
      artifact,
      {
        status: statusOf(verdict, changed.has(artifact)),
        image: image ?? expected ?? '',
        ...(digest === undefined ? {} : { digest }),
      },
    ],
  );
  const unsure = found.some(([, { status }]) => status === 'unknown');
  const removed = changes.flatMap(({ artifact, from, to }): [ArtifactKey, ArtifactOutcome][] => {
    if (from === undefined || to !== undefined || Object.hasOwn(evidence.artifacts, artifact)) return [];
    return [[artifact, { status: unsure ? 'unknown' : 'removed', image: from }]];
  });
  return Object.fromEntries([...found, ...removed]);
}

function statusOf(verdict: EvidenceVerdict, changed: boolean): ArtifactOutcome['status'] {
  if (verdict === 'unknown' || verdict === 'converging') return 'unknown';
  if (verdict === 'rolled-back') return 'rolled-back';
  if (verdict === 'drifted') return 'failed';
  return changed ? 'running' : 'unchanged';
}

function weighImage(expected: ReleasedImage, found: ObservedArtifact | undefined): ArtifactEvidence {
  const known = { expected: expected.image, found: found?.image, digest: found?.digest };
  if (found?.phase === 'changing') return { ...known, verdict: 'converging' };
  if (found?.phase === 'rolled-back') return { ...known, verdict: 'rolled-back' };
  if (found === undefined) return { ...known, verdict: 'drifted' };
  if (found.image === undefined && found.digest === undefined) return { ...known, verdict: 'unknown' };
  return { ...known, verdict: sameImage(expected, found) ? 'converged' : 'drifted' };
}

/** A digest says everything about the bytes; the repository still has to be the same, the label in front of it not. */
function sameImage(expected: ReleasedImage, found: ObservedArtifact): boolean {
  const digest = digestOf(expected);
  if (digest === undefined) return found.image === expected.image;
  if (found.digest !== digest) return false;
  return found.image === undefined || repositoryOf(found.image) === repositoryOf(expected.image);
}

function digestOf(image: ReleasedImage): Digest | undefined {
  return image.digest ?? referenceOf(image.image)?.digest;
}

function repositoryOf(image: string): string {
  const reference = referenceOf(image);
  return reference === undefined ? image : `${reference.domain ?? ''}/${reference.path}`;
}

function referenceOf(image: string): ImageReference | undefined {
  const parsed = parseImageReference(image);
  return parsed.ok ? parsed.reference : undefined;
}

function surplus(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  observation: Observation,
): Record<ArtifactKey, ArtifactEvidence> {
  const extra = (Object.entries(observation.artifacts) as [ArtifactKey, ObservedArtifact][]).filter(
    ([artifact]) => !Object.hasOwn(images, artifact),
  );
  return Object.fromEntries(
    extra.map(([artifact, found]) => [artifact, { verdict: 'drifted', found: found.image, digest: found.digest }]),
  );
}

function finding(artifact: string, evidence: ArtifactEvidence): string[] {
  if (evidence.verdict === 'converged') return [];
  if (evidence.verdict === 'unknown') return [`${artifact}: what runs is not known`];
  if (evidence.verdict === 'converging') return [`${artifact}: is still being replaced`];
  if (evidence.verdict === 'rolled-back')
    return [`${artifact}: was turned back by itself to ${evidence.found ?? evidence.digest ?? 'what ran before'}`];
  if (evidence.expected === undefined)
    return [`${artifact}: runs ${evidence.found ?? 'something'}, which no release put there`];
  return [`${artifact}: should be ${evidence.expected}, is ${evidence.found ?? evidence.digest ?? 'missing'}`];
}

function mapArtifacts(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  map: (image: ReleasedImage, artifact: ArtifactKey) => ArtifactEvidence,
): Record<ArtifactKey, ArtifactEvidence> {
  return Object.fromEntries(
    (Object.entries(images) as [ArtifactKey, ReleasedImage][]).map(([artifact, image]) => [
      artifact,
      map(image, artifact),
    ]),
  );
}
