import { sha256 } from '../canonical.js';
import type { ArtifactKey, Digest } from '../ids.js';
import { type ImageReference, parseImageReference } from '../images/index.js';
import type { ArtifactOutcome } from '../promotion/index.js';
import type { ReleasedImage } from '../release/index.js';
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
 * otherwise by reference. With `templateHash` the deployed template must be that very template, too.
 */
export function weigh(
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  observation: Observation,
  templateHash?: string,
): Evidence {
  if (observation.state === 'unknown') {
    const artifacts = mapArtifacts(images, (image) => ({ verdict: 'unknown', expected: image.image }));
    return { verdict: 'unknown', artifacts, findings: [observation.message ?? 'what runs could not be found out'] };
  }
  const artifacts: Record<ArtifactKey, ArtifactEvidence> = {
    ...mapArtifacts(images, (image, artifact) => weighImage(image, observation.artifacts[artifact])),
    ...surplus(images, observation),
  };
  const findings = Object.entries(artifacts).flatMap(([artifact, evidence]) => finding(artifact, evidence));
  if (observation.state === 'absent') findings.unshift('nothing was ever put there');
  if (templateHash !== undefined && observation.template !== undefined && sha256(observation.template) !== templateHash)
    findings.push('the stack that stands there is not the one that was deployed');
  const unknown = Object.values(artifacts).some((evidence) => evidence.verdict === 'unknown');
  const drifted =
    observation.state === 'absent' || Object.values(artifacts).some((evidence) => evidence.verdict === 'drifted');
  const changed = findings.length > 0 && !unknown;
  return { verdict: drifted || changed ? 'drifted' : unknown ? 'unknown' : 'converged', artifacts, findings };
}

/** The evidence in the form in which the end of a deployment is recorded. */
export function toOutcomes(
  evidence: Evidence,
  unchanged: ReadonlySet<ArtifactKey>,
): Readonly<Record<ArtifactKey, ArtifactOutcome>> {
  return Object.fromEntries(
    Object.entries(evidence.artifacts).map(([artifact, found]) => {
      const status =
        found.verdict === 'unknown'
          ? 'unknown'
          : found.verdict === 'drifted'
            ? 'failed'
            : unchanged.has(artifact as ArtifactKey)
              ? 'unchanged'
              : 'running';
      const image = found.found ?? found.expected ?? '';
      return [artifact, { status, image, ...(found.digest === undefined ? {} : { digest: found.digest }) }];
    }),
  );
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
