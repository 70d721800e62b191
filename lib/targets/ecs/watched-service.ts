import type { ArtifactKey, ContainerId, ServiceId } from '../../ids.js';

/** An ECS service that is looked at, and what to look for in it. */
export interface WatchedService {
  readonly id: ServiceId;
  /** `arn:<partition>:ecs:<region>:<account>:service/<cluster>/<name>`, or without the cluster as older services have it. */
  readonly arn: string;
  /** The containers whose images are told, and the artifact that each of them is. */
  readonly containers: readonly { readonly id: ContainerId; readonly artifact: ArtifactKey }[];
  /** The ARN of the task definition that the stack asked for, where it is known. */
  readonly taskDefinition?: string;
}

/** The last part of a service's ARN: its name. */
export function serviceName({ arn }: Pick<WatchedService, 'arn'>): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The cluster that a service's ARN names; undefined in the older form, which names none. */
export function clusterOf(arn: string): string | undefined {
  const [, cluster, name] = arn.split('/');
  return name === undefined ? undefined : cluster;
}
