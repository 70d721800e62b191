import type { ArtifactKey, Instant } from '../../ids.js';
import type { EcsObserver, Suspicion } from '../ecs/ecs-observer.js';
import type { Observation, ObservedArtifact } from '../target.js';
import type { StackServices } from './stack-services.js';

/** What the services of a stack run, in whatever clusters they are. What one cluster does not tell leaves all unknown. */
export async function observeServices(
  observer: EcsObserver,
  { clusters, missing }: StackServices,
  at: Instant,
  suspicion: Suspicion,
): Promise<Observation> {
  const seen = await Promise.all(
    [...clusters].map(([cluster, services]) => observer.observe(cluster, services, at, suspicion)),
  );
  const messages = seen.flatMap(({ message }) => message ?? []);
  const notes = [
    ...missing.map(({ id, logicalId }) => `${id}: CloudFormation has not made ${logicalId}`),
    ...seen.flatMap((observation) => observation.notes ?? []),
  ];
  const artifacts = seen.flatMap((observation) => Object.entries<ObservedArtifact>(observation.artifacts)) as [
    ArtifactKey,
    ObservedArtifact,
  ][];
  return {
    state: seen.some(({ state }) => state === 'unknown') ? 'unknown' : 'present',
    artifacts: Object.fromEntries(artifacts),
    at,
    ...(messages.length === 0 ? {} : { message: messages.join('; ') }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
