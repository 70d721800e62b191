import type { ArtifactKey, ContainerId, EnvironmentId, ProjectId, ServiceId, ServiceSetId } from '../ids.js';
import type { Requirements } from './requirements.js';

/**
 * How a service's tasks are replaced: `rolling` and `direct` are ECS's ROLLING (direct replaces without waiting for
 * spare capacity: 0 % may be healthy), the others are ECS's BLUE_GREEN, CANARY and LINEAR.
 */
export type Strategy = 'rolling' | 'direct' | 'blue-green' | 'canary' | 'linear';

/** Which shape a manifest was written in. */
export type ManifestFormat = 'slipway' | 'wellcome-flat' | 'wellcome-list' | 'wellcome-map' | 'rfc-013';

/** Where in AWS something lives; every part may be left to the SDK's own configuration. */
export interface AwsLocation {
  /** 12 digits. */
  readonly account?: string;
  readonly region?: string;
  /** Role that Slipway assumes for its own calls. */
  readonly roleArn?: string;
  /** Named profile of the AWS configuration. */
  readonly profile?: string;
}

/** A whole manifest: one project in our own format, one or several in a `.wellcome_project`. */
export interface Manifest {
  /** The file as the user named it, or undefined for text without one. */
  readonly file?: string;
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  readonly projects: readonly Project[];
}

export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly format: ManifestFormat;
  /** A store URL as in `--store`. */
  readonly store?: string;
  readonly aws: AwsLocation;
  /** `owner/name` on GitHub, for links and descriptions. */
  readonly repository?: string;
  /** Where the project's Terraform lived, for migration. */
  readonly terraformRoot?: string;
  /** Who has which role, as their records are signed (`--actor`), by role; for approvals. Absent: there are none. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** In the manifest's order, at least one. */
  readonly environments: readonly Environment[];
  /** At least one; a project that lists only services has one, named {@link IMPLIED_SERVICE_SET}. */
  readonly serviceSets: readonly ServiceSet[];
}

/** The id of the service set of a project that names none. */
export const IMPLIED_SERVICE_SET = 'main' as ServiceSetId;

export interface Environment {
  readonly id: EnvironmentId;
  readonly name: string;
  /** Environments of one type share settings. Default: `prod` for ids `prod` and `production`, otherwise the id. */
  readonly type: string;
  /** The promotion edges into this environment; none means that releases start here. */
  readonly after: readonly EnvironmentId[];
  readonly promote: 'manual' | 'auto';
  readonly require: Requirements;
  /** The environment's own, else the project's. */
  readonly aws: AwsLocation;
  readonly network: Network;
  /** What holds for every service here that does not say otherwise: the type's settings, then the environment's. */
  readonly defaults: ServiceSettings;
  /** What holds for one service here and wins over everything else. */
  readonly overrides: Readonly<Record<ServiceId, ServiceSettings>>;
}

/** An existing network and cluster to run in. Nothing given: the stack makes its own. */
export interface Network {
  readonly vpcId?: string;
  readonly availabilityZones?: readonly string[];
  readonly privateSubnetIds?: readonly string[];
  readonly publicSubnetIds?: readonly string[];
  readonly clusterName?: string;
}

export interface ServiceSet {
  readonly id: ServiceSetId;
  readonly name: string;
  /** Whether the manifest named no set, so that names leave the set out. */
  readonly implied: boolean;
  /** Where this set runs, in the manifest's order; by default every environment. */
  readonly environments: readonly EnvironmentId[];
  /** Cluster per environment, where the set says so (RFC 013's `cluster_name`). */
  readonly clusters: Readonly<Record<EnvironmentId, string>>;
  readonly services: readonly Service[];
}

export interface Service {
  readonly id: ServiceId;
  readonly name: string;
  /** At least one; a service of one container has a container of the service's own id. */
  readonly containers: readonly Container[];
  /** Services that this one talks to; traffic is allowed both ways between neighbours only. */
  readonly connects: readonly ServiceId[];
  /** Services that must be up before this one changes. */
  readonly dependsOn: readonly ServiceId[];
  readonly settings: ServiceSettings;
}

export interface Container {
  readonly id: ContainerId;
  readonly artifact: ArtifactKey;
  /**
   * The repository that the container's images come from: a path (`carts`, `uk.ac.wellcome/bag_register`), with or
   * without a registry before it. Undefined: any repository is accepted.
   */
  readonly repository?: string;
  readonly settings: ContainerSettings;
}

/** Where a secret comes from; never its value. */
export interface SecretReference {
  /** A Secrets Manager ARN or name, or an SSM parameter name or ARN. */
  readonly source: 'secrets-manager' | 'ssm';
  readonly id: string;
}

export interface HealthCheck {
  /** As in ECS: `["CMD-SHELL", "curl -f http://localhost/ || exit 1"]`. */
  readonly command: readonly string[];
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
  readonly startPeriodSeconds?: number;
}

export interface ContainerSettings {
  /** Container ports, TCP. The first is the one that neighbours reach under the service's name. */
  readonly ports?: readonly number[];
  /** Environment variables. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, SecretReference>>;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly healthCheck?: HealthCheck;
  /** Default: true. */
  readonly essential?: boolean;
}

/** Settings of a service; the same keys stand at a service, an environment type, an environment, or a service there. */
export interface ServiceSettings extends ContainerSettings {
  /** CPU units, 1024 = one vCPU. */
  readonly cpu?: number;
  /** MiB. */
  readonly memory?: number;
  readonly desiredCount?: number;
  readonly strategy?: Strategy;
  /** One of CloudWatch's retention periods, in days. */
  readonly logRetentionDays?: number;
  /** Public IP for tasks, for a VPC without NAT. */
  readonly assignPublicIp?: boolean;
  /** Role ARN of an existing execution role. */
  readonly executionRoleArn?: string;
  /** Role ARN of an existing task role. */
  readonly taskRoleArn?: string;
}

/** One service as it shall run in one environment: every default applied. Made by `resolveService`. */
export interface ResolvedService {
  readonly id: ServiceId;
  readonly name: string;
  readonly containers: readonly ResolvedContainer[];
  readonly connects: readonly ServiceId[];
  readonly dependsOn: readonly ServiceId[];
  readonly cpu: number;
  readonly memory: number;
  readonly desiredCount: number;
  readonly strategy: Strategy;
  readonly logRetentionDays: number;
  readonly assignPublicIp: boolean;
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
}

export interface ResolvedContainer {
  readonly id: ContainerId;
  readonly artifact: ArtifactKey;
  readonly ports: readonly number[];
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretReference>>;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly healthCheck?: HealthCheck;
  readonly essential: boolean;
}
