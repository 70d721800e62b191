import { fargateMemory } from './fargate.js';
import type {
  Container,
  ContainerSettings,
  Environment,
  ResolvedContainer,
  ResolvedService,
  Service,
  ServiceSettings,
} from './model.js';
import { definedOnly, mergeSettings, ownMap } from './settings.js';

const DEFAULT_CPU = 256;
const DEFAULT_MEMORY = 512;

/**
 * A service as it runs in an environment. The most specific word wins: what the environment says of this service, what
 * the service says (a container before its service), what the environment says of every service (its own before its
 * type's), the default.
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
