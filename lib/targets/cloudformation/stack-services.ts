import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { clusterOf, type WatchedService } from '../ecs/watched-service.js';
import type { TemplateService } from '../template-services.js';

/** The ECS services of a deployed stack. */
export interface StackServices {
  /** By their cluster's name or ARN. */
  readonly clusters: ReadonlyMap<string, readonly WatchedService[]>;
  /** What the template has and CloudFormation did not make. */
  readonly missing: readonly TemplateService[];
}

/** Finds the services of a template among the resources that were made from it. */
export function stackServices(
  services: readonly TemplateService[],
  resources: readonly StackResourceSummary[],
): StackServices {
  const made = new Map(resources.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId]));
  const clusters = new Map<string, WatchedService[]>();
  const missing: TemplateService[] = [];
  for (const service of services) {
    const arn = made.get(service.logicalId);
    if (arn === undefined || arn === '') {
      missing.push(service);
      continue;
    }
    const cluster = clusterOf(arn) ?? made.get(service.cluster) ?? service.cluster ?? 'default';
    const watched = { id: service.id, arn, containers: service.containers, ...taskDefinitionOf(service, made) };
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), watched]);
  }
  return { clusters, missing };
}

function taskDefinitionOf(
  { taskDefinition }: TemplateService,
  made: ReadonlyMap<string | undefined, string | undefined>,
): Pick<WatchedService, 'taskDefinition'> {
  const arn = taskDefinition === undefined ? undefined : made.get(taskDefinition);
  return arn === undefined ? {} : { taskDefinition: arn };
}
