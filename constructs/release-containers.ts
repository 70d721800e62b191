import {
  type ContainerDefinition,
  type FargateTaskDefinition,
  type LogDriver,
  Protocol,
  type Secret,
} from 'aws-cdk-lib/aws-ecs';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { HealthCheck, SecretReference } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';
import { referencedSecret } from './referenced-secret.js';
import type { Release } from './release.js';
import type { ReleaseContainerOptions, ReleaseContainerProps, ReleaseServiceProps } from './release-service-props.js';

/** A container with everything that is needed to add it to a task definition. */
export interface ServiceContainer extends ReleaseContainerOptions {
  readonly id: string;
  readonly artifact: string;
}

const SINGLE_CONTAINER_KEYS = [
  'ports',
  'variables',
  'secrets',
  'command',
  'entryPoint',
  'healthCheck',
  'essential',
] as const satisfies readonly (keyof ReleaseContainerOptions)[];

/**
 * The containers of a service, in order.
 *
 * @throws SlipwayError with `ContainersTwice`
 */
export function serviceContainers(scope: IConstruct, props: ReleaseServiceProps): readonly ServiceContainer[] {
  if (props.containers === undefined) return [{ ...props, id: props.service, artifact: props.service }];
  const misplaced = SINGLE_CONTAINER_KEYS.filter((key) => props[key] !== undefined);
  if (misplaced.length > 0)
    throw constructError(
      scope,
      'ContainersTwice',
      `service "${props.service}" has both containers and ${misplaced.join(', ')}`,
      'give these settings to one of the containers',
    );
  const only = props.containers.length === 1;
  return props.containers.map((container) => ({ ...container, artifact: artifactOf(props.service, container, only) }));
}

function artifactOf(service: string, container: ReleaseContainerProps, only: boolean): string {
  return container.artifact ?? (only ? service : `${service}/${container.id}`);
}

/** The name of a port inside a task definition: a task has each port once, whichever container listens there. */
export function portName(port: number): string {
  return `port-${Tokenization.stringifyNumber(port)}`;
}

/** Adds a container that runs its image of the release. */
export function addContainer(
  taskDefinition: FargateTaskDefinition,
  release: Release,
  container: ServiceContainer,
  logging: LogDriver,
): ContainerDefinition {
  const { ports = [], variables, secrets, command, entryPoint, healthCheck, essential = true } = container;
  // A task definition keeps other things of its own among its children, whose names a container may have.
  return taskDefinition.addContainer(`Container:${container.id}`, {
    containerName: container.id,
    image: release.image(container.artifact),
    logging,
    essential,
    portMappings: ports.map((port) => ({ containerPort: port, name: portName(port), protocol: Protocol.TCP })),
    environment: variables && sorted(variables),
    secrets: secrets && secretsOf(taskDefinition, secrets),
    command: command && [...command],
    entryPoint: entryPoint && [...entryPoint],
    healthCheck: healthCheck && healthCheckOf(healthCheck),
  });
}

/** By name: the order in which somebody wrote variables down changes nothing, so it must not change the template. */
function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key] as Value]),
  );
}

function secretsOf(
  scope: IConstruct,
  secrets: Readonly<Record<string, SecretReference | Secret>>,
): Record<string, Secret> {
  const references = Object.entries(sorted(secrets));
  return Object.fromEntries(
    references.map(([name, secret]) => [name, 'source' in secret ? referencedSecret(scope, secret) : secret]),
  );
}

function healthCheckOf(check: HealthCheck) {
  const { command, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = check;
  return {
    command: [...command],
    interval: seconds(intervalSeconds),
    timeout: seconds(timeoutSeconds),
    retries,
    startPeriod: seconds(startPeriodSeconds),
  };
}

function seconds(count: number | undefined): Duration | undefined {
  return count === undefined ? undefined : Duration.seconds(count);
}
