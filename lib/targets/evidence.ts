import { sha256 } from '../canonical.js';
import type { ArtifactKey, Digest } from '../ids.js';
import { type ImageReference, parseImageReference } from '../images/index.js';
import type { ArtifactOutcome } from '../promotion/index.js';
import type { ImageChange, ReleasedImage } from '../release/index.js';
import type { Observation, ObservedArtifact } from './target.js';

/**
 * What an observation proves about a release.
 *
 * - `converged`: what runs is exactly the release
 * - `drifted`: something else runs, or something is missing
 * - `unknown`: it could not be found out, which is never success
 */
export type EvidenceVerdict = 'converged' | 'drifted' | 'unknown';

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
 * otherwise by reference. With `templateHash` the deployed template must be that very template, too; where it is seen to
 * be another one that is known, whatever else is not.
 */
export function weigh(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  observation: Observation,
  templateHash?: string,
): Evidence {
  const { artifacts, findings } = weighArtifacts(images, observation);
  const isOther = isOtherTemplate(observation, templateHash);
  const verdicts = Object.values(artifacts).map(({ verdict }) => verdict);
  const drifted = isOther || observation.state === 'absent' || verdicts.includes('drifted');
  const unknown = observation.state === 'unknown' || verdicts.includes('unknown');
  return {
    verdict: drifted ? 'drifted' : unknown ? 'unknown' : 'converged',
    artifacts,
    findings: isOther ? [...findings, 'the stack that stands there is not the one that was deployed'] : findings,
  };
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
  return hash !== undefined && template !== undefined && sha256(template) !== hash;
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
  if (verdict === 'unknown') return 'unknown';
  if (verdict === 'drifted') return 'failed';
  return changed ? 'running' : 'unchanged';
}

function weighImage(expected: ReleasedImage, found: ObservedArtifact | undefined): ArtifactEvidence {
  const known = { expected: expected.image, found: found?.image, digest: found?.digest };
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
