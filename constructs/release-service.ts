import { type Connections, type IConnectable, Port } from 'aws-cdk-lib/aws-ec2';
import {
  type CfnService,
  type CfnTaskDefinition,
  type ContainerDefinition,
  type FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import type {
  IApplicationLoadBalancerTarget,
  IApplicationTargetGroup,
  INetworkLoadBalancerTarget,
  INetworkTargetGroup,
  LoadBalancerTargetProps,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fargateMemory } from '../lib/manifest/fargate.js';
import type { Strategy } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';
import { runsTwoRevisions, shiftsTraffic, strategyProps } from './deployment-strategy.js';
import { LeanFargateService } from './lean-fargate-service.js';
import type { ConstructProblemCode } from './problems.js';
import { Release } from './release.js';
import { addContainer, type ServiceContainer, serviceContainers } from './release-containers.js';
import type { ReleaseServiceProps } from './release-service-props.js';
import { permissionsOf } from './role-permissions.js';
import { SecurityGroupOnDemand } from './security-group-on-demand.js';
import { serviceConnectProps } from './service-connect.js';
import { SharedLogDriver } from './shared-log-driver.js';
import { SharedResources } from './shared-resources.js';
import { TaskRoleOnDemand } from './task-role-on-demand.js';

/**
 * One service of a release: a Fargate service and its task definition, each container with its image by digest.
 *
 * Renders two resources where the service needs nothing of its own; execution role, log group and security group are
 * shared by the stack. A task role comes with the first permission that is granted, a security group of its own with the
 * first rule or load balancer. Replaced task definitions are kept, so that a rollback finds them.
 */
export class ReleaseService
  extends Construct
  implements IConnectable, IGrantable, IApplicationLoadBalancerTarget, INetworkLoadBalancerTarget
{
  /** The service's id in the release. */
  readonly serviceId: string;
  /** Everything that CDK offers for a Fargate service: scaling, metrics, alarms, load balancing. */
  readonly service: FargateService;
  readonly taskDefinition: FargateTaskDefinition;
  /** In the order of the manifest; the first essential one is what a load balancer reaches by default. */
  readonly containers: readonly ContainerDefinition[];
  readonly connections: Connections;
  /** TCP ports of all containers. */
  readonly ports: readonly number[];
  readonly #strategy: Strategy;

  /**
   * @throws SlipwayError with `UnknownArtifact`, `SeveralContainers`, `ContainersTwice` or `DeploymentTooLong`; at
   *   synthesis with `NoTrafficToShift` or `NoAlternateTarget`
   */
  constructor(scope: Construct, id: string, props: ReleaseServiceProps) {
    super(scope, id);
    const release = Release.of(this, props.release);
    const containers = serviceContainers(this, props);
    this.serviceId = props.service;
    this.#strategy = props.strategy ?? 'rolling';
    this.ports = containers.flatMap((container) => container.ports ?? []);
    this.taskDefinition = this.#defineTask(props);
    this.containers = this.#addContainers(props, release, containers);
    this.service = this.#defineService(props);
    this.node.defaultChild = this.service.node.defaultChild;
    this.connections = this.service.connections;
    this.#tag(props.environment, release.part(containers.map((container) => container.artifact)));
    if (runsTwoRevisions(this.#strategy)) this.node.addValidation({ validate: () => this.#validateTraffic() });
  }

  /** The principal of the containers: `table.grantReadData(carts)` gives this service a task role with that permission. */
  get grantPrincipal(): IPrincipal {
    return this.taskRole.grantPrincipal;
  }

  /** The role of the containers. Asking for its ARN makes it, if nothing has so far. */
  get taskRole(): IRole {
    return this.taskDefinition.taskRole;
  }

  /**
   * Lets this service and another of the same stack reach each other, both ways and on the ports of the one that is
   * reached. Between two stacks only one way is possible: `connections.allowTo`.
   */
  connectTo(other: ReleaseService): void {
    allow(this, other);
    allow(other, this);
  }

  /**
   * CloudFormation touches this service only after the other one is up. Unlike `node.addDependency` it orders the two
   * services alone, so that rules between their security groups make no circle.
   */
  startAfter(other: ReleaseService): void {
    cfnServiceOf(this.service).addResourceDependency(cfnServiceOf(other.service));
  }

  attachToApplicationTargetGroup(targetGroup: IApplicationTargetGroup): LoadBalancerTargetProps {
    return this.service.attachToApplicationTargetGroup(targetGroup);
  }

  attachToNetworkTargetGroup(targetGroup: INetworkTargetGroup): LoadBalancerTargetProps {
    return this.service.attachToNetworkTargetGroup(targetGroup);
  }

  #defineTask(props: ReleaseServiceProps): FargateTaskDefinition {
    const own = props.taskRole === undefined ? new TaskRoleOnDemand(this, 'TaskRole') : undefined;
    const { cpu = 256 } = props;
    const define = () =>
      new FargateTaskDefinition(this, 'TaskDefinition', {
        family: props.family,
        cpu,
        memoryLimitMiB: props.memory ?? fargateMemory(cpu)?.[0] ?? 512,
        taskRole: own ?? props.taskRole,
        executionRole: props.executionRole ?? SharedResources.of(this).executionRole,
        runtimePlatform: props.runtimePlatform,
      });
    const taskDefinition = own === undefined ? define() : own.lend(define);
    const resource = taskDefinition.node.defaultChild as CfnTaskDefinition;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    return taskDefinition;
  }

  #addContainers(
    props: ReleaseServiceProps,
    release: Release,
    containers: readonly ServiceContainer[],
  ): readonly ContainerDefinition[] {
    const shared = SharedResources.of(this);
    const logGroup = props.logGroup ?? shared.logGroup(props.logRetentionDays);
    shared.grantLogs(logGroup, this.taskDefinition.obtainExecutionRole());
    const logging = new SharedLogDriver(logGroup, props.service);
    return containers.map((container) => addContainer(this.taskDefinition, release, container, logging));
  }

  #defineService(props: ReleaseServiceProps): FargateService {
    const { cluster } = props;
    const own =
      props.securityGroups === undefined
        ? new SecurityGroupOnDemand(this, 'SecurityGroup', {
            vpc: cluster.vpc,
            description: `Service ${this.serviceId}`,
            shared: SharedResources.of(this).securityGroup(cluster.vpc),
          })
        : undefined;
    const define = () =>
      new LeanFargateService(this, 'Service', {
        cluster,
        taskDefinition: this.taskDefinition,
        desiredCount: props.desiredCount ?? 1,
        circuitBreaker: props.circuitBreaker ?? { enable: true, rollback: true },
        healthCheckGracePeriod: props.healthCheckGracePeriod,
        vpcSubnets: props.vpcSubnets,
        assignPublicIp: props.assignPublicIp ?? false,
        securityGroups: own === undefined ? [...(props.securityGroups ?? [])] : [own],
        enableExecuteCommand: props.enableExecuteCommand,
        capacityProviderStrategies: props.capacityProviderStrategies && [...props.capacityProviderStrategies],
        serviceConnectConfiguration:
          props.namespace && serviceConnectProps(this.serviceId, this.ports, props.namespace),
        ...strategyProps(this, this.#strategy, props),
      });
    const service = own === undefined ? define() : own.lend(define);
    this.#waitForPermissions(service);
    return service;
  }

  /** ECS starts a task as the execution role: what the role may do has to be there before the task. */
  #waitForPermissions(service: FargateService): void {
    const { executionRole } = this.taskDefinition;
    if (executionRole !== undefined) cfnServiceOf(service).node.addDependency(permissionsOf(executionRole));
  }

  /** Set on the resource: an aspect would walk the whole tree for each service. */
  #tag(environment: string | undefined, part: string): void {
    const { tags } = cfnServiceOf(this.service);
    tags.setTag('deployment:service', this.serviceId);
    if (environment !== undefined) tags.setTag('deployment:env', environment);
    tags.setTag('slipway:release', part);
  }

  #validateTraffic(): string[] {
    const { loadBalancers, serviceConnectConfiguration } = cfnServiceOf(this.service);
    const resolve = (value: unknown): unknown => Stack.of(this).resolve(value);
    const balancers = (resolve(loadBalancers) ?? []) as readonly CfnService.LoadBalancerProperty[];
    const connect = resolve(serviceConnectConfiguration) as { readonly services?: readonly unknown[] } | undefined;
    if (balancers.some(({ advancedConfiguration }) => advancedConfiguration === undefined))
      return this.#says(
        'NoAlternateTarget',
        `service "${this.serviceId}" has strategy "${this.#strategy}" behind a load balancer without a second target group for the new tasks`,
        'make its target with service.loadBalancerTarget({ containerName, alternateTarget }), or use "rolling"',
      );
    const traffic = balancers.length > 0 || (connect?.services?.length ?? 0) > 0;
    if (traffic || !shiftsTraffic(this.#strategy)) return [];
    return this.#says(
      'NoTrafficToShift',
      `service "${this.serviceId}" has strategy "${this.#strategy}" but no traffic that ECS could shift`,
      'put it behind a load balancer, or give it ports and a neighbour that connects to it, or use "rolling" or "blue-green"',
    );
  }

  #says(code: ConstructProblemCode, message: string, hint: string): string[] {
    return constructError(this, code, message, hint).problems.map((problem) => `${problem.message}; ${problem.hint}`);
  }
}

function allow(from: ReleaseService, to: ReleaseService): void {
  for (const port of to.ports) to.connections.allowFrom(from, Port.tcp(port), `${from.serviceId} to ${to.serviceId}`);
}

function cfnServiceOf(service: FargateService): CfnService {
  return service.node.defaultChild as CfnService;
}
