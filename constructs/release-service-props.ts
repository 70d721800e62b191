import type { ISecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type {
  CapacityProviderStrategy,
  DeploymentCircuitBreaker,
  ICluster,
  RuntimePlatform,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Duration } from 'aws-cdk-lib/core';
import type { HealthCheck, SecretReference, Strategy } from '../lib/manifest/model.js';
import type { StrategyOptions } from './deployment-strategy.js';
import type { ReleaseProps } from './release-props.js';

/** What one container runs with; the words are the manifest's. */
export interface ReleaseContainerOptions {
  /**
   * TCP ports. The first is the one that a load balancer reaches by default.
   *
   * @default - none
   */
  readonly ports?: readonly number[];

  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;

  /**
   * Environment variables whose values ECS reads when a task starts, from where they are kept: a reference, or CDK's
   * `ecs.Secret`. A value itself is never accepted.
   *
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretReference | Secret>>;

  /**
   * @default - the image's own
   */
  readonly command?: readonly string[];

  /**
   * @default - the image's own
   */
  readonly entryPoint?: readonly string[];

  /**
   * @default - none: a container is well as long as it runs
   */
  readonly healthCheck?: HealthCheck;

  /**
   * Whether the whole task stops with this container.
   *
   * @default true
   */
  readonly essential?: boolean;
}

/** One of several containers of a service. */
export interface ReleaseContainerProps extends ReleaseContainerOptions {
  /** The container's name. */
  readonly id: string;

  /**
   * Which image of the release it runs.
   *
   * @default '<service>/<container>', and '<service>' for the only container
   */
  readonly artifact?: string;
}

export interface ReleaseServiceProps extends ReleaseContainerOptions, StrategyOptions {
  /** The release that the service runs, as data. */
  readonly release: ReleaseProps;

  /** The service's id in the release and in the manifest. */
  readonly service: string;

  /** Where it runs. */
  readonly cluster: ICluster;

  /**
   * The environment's id, for the tag `deployment:env`.
   *
   * @default - no such tag
   */
  readonly environment?: string;

  /**
   * The containers of a service of several. Then the settings of a single container may not be given beside them.
   *
   * @default - one container with the service's id and the settings given here
   */
  readonly containers?: readonly ReleaseContainerProps[];

  /**
   * CPU units, 1024 = one vCPU.
   *
   * @default 256
   */
  readonly cpu?: number;

  /**
   * MiB.
   *
   * @default - the least that Fargate has beside that much CPU, 512 beside 256
   */
  readonly memory?: number;

  /**
   * Tasks to keep running; the least of them once `service.autoScaleTaskCount` is asked to choose.
   *
   * @default 1
   */
  readonly desiredCount?: number;

  /**
   * How tasks are replaced: `rolling`, `direct` (old ones go first), `blue-green`, `canary` or `linear`. Behind a load
   * balancer the last three need a second target group: `service.loadBalancerTarget({ containerName, alternateTarget })`.
   *
   * @default 'rolling'
   */
  readonly strategy?: Strategy;

  /**
   * What ECS does when new tasks do not come up.
   *
   * @default - on, and ECS goes back to what ran before
   */
  readonly circuitBreaker?: DeploymentCircuitBreaker;

  /**
   * How long a load balancer's verdict on a new task is not listened to.
   *
   * @default - CDK's: 60 seconds behind a load balancer
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * Subnets of the tasks.
   *
   * @default - private subnets, with `assignPublicIp` public ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Public IP addresses for the tasks, for a VPC without NAT.
   *
   * @default false
   */
  readonly assignPublicIp?: boolean;

  /**
   * @default - the stack's shared group; one of its own as soon as something asks for it: `connections`, a load
   *   balancer, `connectTo`
   */
  readonly securityGroups?: readonly ISecurityGroup[];

  /**
   * What the containers may do in AWS.
   *
   * @default - nothing: a role is made when the first permission is granted
   */
  readonly taskRole?: IRole;

  /**
   * What ECS itself acts as when it starts a task.
   *
   * @default - a role that the services of the stack share
   */
  readonly executionRole?: IRole;

  /**
   * @default - a log group that the services of the stack share; the service's id begins the names of its streams
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long logs are kept, in days; one of CloudWatch's retention periods. Not used with `logGroup`.
   *
   * @default 30
   */
  readonly logRetentionDays?: number;

  /**
   * Cloud Map namespace for Service Connect: neighbours in it reach each port as `http://<service>:<port>`.
   *
   * @default - no Service Connect
   */
  readonly namespace?: INamespace;

  /**
   * @default - a name that CDK makes of the construct's path
   */
  readonly family?: string;

  /**
   * Operating system and processor.
   *
   * @default - Linux on x86-64
   */
  readonly runtimePlatform?: RuntimePlatform;

  /**
   * @default - Fargate at its usual price
   */
  readonly capacityProviderStrategies?: readonly CapacityProviderStrategy[];

  /**
   * ECS Exec: a shell in a running container. Gives the service a task role of its own.
   *
   * @default false
   */
  readonly enableExecuteCommand?: boolean;
}
