import type { AwsClients } from '../../lib/aws/index.js';
import type { Watched } from '../../lib/gate/index.js';
import type { ArtifactKey, ContainerId, Instant, ServiceId } from '../../lib/ids.js';
import { EcsObserver, type Observation, type ObservedArtifact, type WatchedService } from '../../lib/targets/index.js';
import { type EcsService, servicesIn } from './services-in.js';

/** Sees what the services of a stack run. */
export class StackObserver {
  readonly #clients: AwsClients;
  readonly #ecs: EcsObserver;

  constructor(clients: AwsClients) {
    this.#clients = clients;
    this.#ecs = new EcsObserver(clients.ecs);
  }

  async observe(watched: Watched, at: Instant): Promise<Observation> {
    const { place, services } = watched;
    if (place === undefined) return this.#find(watched, at);
    const known = Object.entries(place.arns).map(([id, arn]) => {
      const taskDefinition = Object.hasOwn(place.taskDefinitions, id) ? place.taskDefinitions[id] : undefined;
      return { ...watch(id, arn, services), ...(taskDefinition === undefined ? {} : { taskDefinition }) };
    });
    return this.#ecs.observe(place.cluster, known, at);
  }

  /** What runs of a stack of which no more is known than its name. */
  async #find({ stackId, services }: Watched, at: Instant): Promise<Observation> {
    const found = await servicesIn(this.#clients, stackId);
    if (found.length === 0) return { state: 'absent', artifacts: {}, at };
    const named = found.map((one) => ({ ...one, id: idOf(one, services) }));
    const nameless = named.filter(({ id }) => id === undefined);
    const missing = services.filter(({ id }) => !named.some((one) => one.id === id));
    if (nameless.length > 0 && missing.length > 0) {
      const list = nameless.map(({ arn }) => arn).join(', ');
      const message = `it is not known which of ${list} is ${missing.map(({ id }) => id).join(', ')}`;
      return { state: 'unknown', artifacts: {}, at, message };
    }
    const clusters = new Map<string, WatchedService[]>();
    for (const { id, arn, cluster, containers } of named)
      if (id !== undefined) {
        const one = watch(id, arn, services, containers);
        clusters.set(cluster, [...(clusters.get(cluster) ?? []), one]);
      }
    return together(
      await Promise.all([...clusters].map(([cluster, ones]) => this.#ecs.observe(cluster, ones, at))),
      at,
    );
  }
}

/** The tag says which service it is; one that carries none is told by its containers, if only one can be meant. */
function idOf({ tagged, containers }: EcsService, services: Watched['services']): ServiceId | undefined {
  if (tagged !== undefined) return tagged as ServiceId;
  const able = services.filter((service) => service.containers.every(({ id }) => containers.includes(id)));
  return able.length === 1 ? able[0]?.id : undefined;
}

/** A service of the policy, or one that it does not have, whose containers say what they are. */
function watch(
  id: string,
  arn: string,
  services: Watched['services'],
  containers: readonly string[] = [],
): WatchedService {
  const known = services.find((service) => service.id === id);
  if (known !== undefined) return { id: known.id, arn, containers: known.containers };
  return {
    id: id as ServiceId,
    arn,
    containers: containers.map((container) => ({
      id: container as ContainerId,
      artifact: (containers.length === 1 ? id : `${id}/${container}`) as ArtifactKey,
    })),
  };
}

function together(seen: readonly Observation[], at: Instant): Observation {
  const artifacts = seen.flatMap(
    (one) => Object.entries<ObservedArtifact>(one.artifacts) as [ArtifactKey, ObservedArtifact][],
  );
  const states = new Set(seen.map(({ state }) => state));
  const state = (['unknown', 'changing', 'present'] as const).find((one) => states.has(one)) ?? 'present';
  const messages = seen.flatMap(({ message }) => message ?? []);
  return {
    state,
    artifacts: Object.fromEntries(artifacts),
    at,
    ...(messages.length === 0 ? {} : { message: messages.join('; ') }),
  };
}
