import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Aws, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { constructError } from './construct-error.js';
import type { Release } from './release.js';
import { artifactsOf } from './task-artifacts.js';

/** The services of ECS that a record waits for, as the function of a ledger looks at them. */
export interface ObservedServices {
  /** The services of CDK, once each. */
  readonly services: readonly FargateService[];
  /** Those that run something of the release, by the service's id there. */
  readonly byId: ReadonlyMap<string, FargateService>;
}

/**
 * Which service of ECS runs which service of a release: told by the images of its containers, so that a stack of one's own
 * need not say it.
 *
 * @throws SlipwayError with `ServiceTwice` where two of them run images of the same service
 */
export function observedServices(scope: IConstruct, release: Release, given: readonly IConstruct[]): ObservedServices {
  const services = [...new Set(given.map(ecsServiceOf).filter((service) => service !== undefined))];
  const byId = new Map<string, FargateService>();
  for (const service of services)
    for (const id of serviceIds(release, service)) {
      if (byId.has(id))
        throw constructError(
          scope,
          'ServiceTwice',
          `${byId.get(id)?.node.path} and ${service.node.path} both run images of service "${id}"`,
          'give each its own service in the manifest: what one of them runs says nothing about the other',
        );
      byId.set(id, service);
    }
  return { services, byId };
}

/** The services of a release that nothing here runs, sorted. */
export function unobserved(release: Release, { byId }: ObservedServices): readonly string[] {
  const ids = new Set(release.artifacts.map(serviceIdOf));
  return [...ids].filter((id) => !byId.has(id)).sort();
}

/** The ARN of a service. */
export function arnOf(service: FargateService): unknown {
  return unlessLeftOut(service, service.serviceArn);
}

/** The ARN of the task definition that a service is to run. Where ECS runs another one it has gone back by itself. */
export function taskDefinitionOf(service: FargateService): unknown {
  return unlessLeftOut(service, service.taskDefinition.taskDefinitionArn);
}

/** As CloudFormation hands it over: nothing, where a condition leaves the service out. */
function unlessLeftOut(service: FargateService, value: string): unknown {
  const resource = service.node.defaultChild;
  const condition = CfnResource.isCfnResource(resource) ? resource.cfnOptions.condition : undefined;
  return condition === undefined ? value : Fn.conditionIf(condition.logicalId, value, Aws.NO_VALUE);
}

/** Whether a construct stands in a stack or in one that is nested in it. */
export function isWithin(stack: Stack, construct: IConstruct): boolean {
  for (let own: Stack | undefined = Stack.of(construct); own !== undefined; own = own.nestedStackParent)
    if (own === stack) return true;
  return false;
}

function serviceIds({ project, serviceSet }: Release, { taskDefinition }: FargateService): readonly string[] {
  const ours = artifactsOf(taskDefinition).filter((used) => used.project === project && used.serviceSet === serviceSet);
  return [...new Set(ours.map(({ artifact }) => serviceIdOf(artifact)))];
}

function serviceIdOf(artifact: string): string {
  return artifact.split('/')[0] as string;
}

/**
 * The service itself, or the one that stands inside of a `ReleaseService` or of a pattern of CDK. Told by what it has: a
 * second copy of the CDK, with classes of its own, is no reason not to see it.
 */
function ecsServiceOf(construct: IConstruct): FargateService | undefined {
  const inner = 'service' in construct ? (construct.service as IConstruct) : construct;
  return 'serviceArn' in inner && 'taskDefinition' in inner && 'cluster' in inner
    ? (inner as FargateService)
    : undefined;
}
