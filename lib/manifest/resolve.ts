import type { ServiceId } from '../ids.js';
import { fargateMemory } from './fargate.js';
import type {
  Container,
  ContainerSettings,
  Environment,
  ResolvedContainer,
  ResolvedService,
  Service,
  ServiceSet,
  ServiceSettings,
} from './model.js';
import { definedOnly, mergeSettings, ownMap } from './settings.js';

const DEFAULT_CPU = 256;
const DEFAULT_MEMORY = 512;

/** On which port neighbours reach each other where the manifest says no port of either: the web's. */
export const NEIGHBOUR_PORT = 80;

/**
 * The services of a set as they run in an environment, in the manifest's order. Neighbours of which neither says a port
 * are reached on port 80, each in its first essential container: a connection without any port would allow nothing.
 */
export function resolveServices(environment: Environment, set: ServiceSet): readonly ResolvedService[] {
  const services = set.services.map((service) => resolveService(environment, service));
  const portless = new Set(portlessNeighbours(services).flat());
  return services.map((service) => (portless.has(service.id) ? withPort(service, NEIGHBOUR_PORT) : service));
}

/** The connections of which neither end says a port. */
export function portlessNeighbours(services: readonly ResolvedService[]): readonly (readonly [ServiceId, ServiceId])[] {
  const silent = new Set(
    services.filter(({ containers }) => containers.every(({ ports }) => ports.length === 0)).map(({ id }) => id),
  );
  return services
    .filter(({ id }) => silent.has(id))
    .flatMap(({ id, connects }) => connects.filter((other) => silent.has(other)).map((other) => [id, other] as const));
}

function withPort(service: ResolvedService, port: number): ResolvedService {
  const reached = service.containers.findIndex(({ essential }) => essential);
  const containers = service.containers.map((container, index) =>
    index === reached ? { ...container, ports: [port] } : container,
  );
  return { ...service, containers };
}

/**
 * A service as it runs in an environment. The most specific word wins: what the environment says of this service, what
 * the service says (a container before its service), what the environment says of every service (its own before its
 * type's), the default. What its neighbours say of it is known to {@link resolveServices} alone.
 */
export function resolveService(environment: Environment, service: Service): ResolvedService {
  const override = Object.hasOwn(environment.overrides, service.id) ? environment.overrides[service.id] : undefined;
  const above = override ?? {};
  const own = mergeSettings(service.settings, environment.defaults);
  const settings = mergeSettings(above, own);
  return {
    id: service.id,
    name: service.name,
    containers: service.containers.map((container) => resolveContainer(container, above, own)),
    connects: service.connects,
    dependsOn: service.dependsOn,
    ...taskSize(settings),
    desiredCount: settings.desiredCount ?? 1,
    strategy: settings.strategy ?? 'rolling',
    logRetentionDays: settings.logRetentionDays ?? 30,
    assignPublicIp: settings.assignPublicIp ?? false,
    ...definedOnly({ executionRoleArn: settings.executionRoleArn, taskRoleArn: settings.taskRoleArn }),
  };
}

/** CPU without memory gets the least memory that Fargate has beside it. */
function taskSize({ cpu = DEFAULT_CPU, memory }: ServiceSettings): { readonly cpu: number; readonly memory: number } {
  return { cpu, memory: memory ?? fargateMemory(cpu)?.[0] ?? DEFAULT_MEMORY };
}

function resolveContainer(container: Container, above: ServiceSettings, service: ServiceSettings): ResolvedContainer {
  const settings: ContainerSettings = mergeSettings(above, mergeSettings<ServiceSettings>(container.settings, service));
  const { command, entryPoint, healthCheck } = settings;
  return {
    id: container.id,
    artifact: container.artifact,
    ports: settings.ports ?? [],
    variables: settings.variables ?? ownMap([]),
    secrets: settings.secrets ?? ownMap([]),
    ...definedOnly({ command, entryPoint, healthCheck }),
    essential: settings.essential ?? true,
  };
}
