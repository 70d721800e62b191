import type { ArtifactKey, EnvironmentId, ServiceSetId } from '../../lib/ids.js';
import type { Deployment, DeploymentKind } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';

/** A deployment as scripts get it. */
export function deploymentJson(deployment: Deployment, release: Release | undefined): Record<string, unknown> {
  return {
    id: deployment.id,
    release: deployment.release,
    number: release?.number,
    environment: deployment.environment,
    serviceSet: deployment.serviceSet,
    kind: deployment.kind,
    bracket: deployment.bracket,
    status: deployment.status,
    actor: deployment.actor,
    reason: deployment.reason,
    automatic: deployment.automatic,
    overridden: deployment.overridden,
    startedAt: deployment.requestedAt,
    finishedAt: deployment.finishedAt ?? null,
    replaces: deployment.replaces,
    target: deployment.target,
    tool: deployment.tool,
    hashes: deployment.hashes,
    message: deployment.message,
    services: servicesJson(deployment, release),
  };
}

/** A deployment that was only rehearsed, in the same form. */
export function plannedJson(
  { release, environment, kind }: { release: Release; environment: EnvironmentId; kind: DeploymentKind },
  serviceSet: ServiceSetId,
): Record<string, unknown> {
  const artifacts = (Object.keys(release.images) as ArtifactKey[]).sort();
  return {
    id: null,
    release: release.id,
    number: release.number,
    environment,
    serviceSet,
    kind,
    status: 'planned',
    startedAt: null,
    finishedAt: null,
    services: Object.fromEntries(
      artifacts.map((artifact) => [artifact, { status: 'planned', ...release.images[artifact] }]),
    ),
  };
}

function servicesJson(deployment: Deployment, release: Release | undefined): Record<string, unknown> {
  const known = deployment.artifacts;
  const artifacts = (Object.keys(known ?? release?.images ?? {}) as ArtifactKey[]).sort();
  return Object.fromEntries(
    artifacts.map((artifact) => {
      const found = known?.[artifact];
      const wanted = release?.images[artifact];
      // What runs is known by its digest; where that is the release's, the release knows its label as well.
      const asWanted = found === undefined || (found.digest !== undefined && found.digest === wanted?.digest);
      return [
        artifact,
        {
          status: found?.status ?? 'unknown',
          image: (asWanted ? wanted?.image : found.image) ?? found?.image,
          digest: asWanted ? wanted?.digest : found.digest,
        },
      ];
    }),
  );
}
