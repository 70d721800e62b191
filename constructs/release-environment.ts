import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type CfnHttpNamespace, HttpNamespace, type INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentId } from '../lib/ids.js';
import type { Project, ResolvedService, ServiceSet } from '../lib/manifest/model.js';
import { resolveServices } from '../lib/manifest/resolve.js';
import { artifactKeys } from '../lib/manifest/select.js';
import { stackName } from '../lib/manifest/stack-name.js';
import { didYouMean } from '../lib/suggest.js';
import { constructError } from './construct-error.js';
import { DeploymentRecord } from './deployment-record.js';
import { awaitNetwork, environmentCluster } from './environment-network.js';
import { type Neighbours, neighboursOf } from './neighbours.js';
import type { PromotionRequirements } from './promotion-requirements.js';
import { Release } from './release.js';
import type { IReleaseLedger } from './release-ledger.js';
import { ReleaseParameters } from './release-parameters.js';
import { releasePlace } from './release-place.js';
import type { ReleaseProps } from './release-props.js';
import { ReleaseService } from './release-service.js';
import { SharedResources } from './shared-resources.js';
import { exceededLimits } from './stack-limits.js';

/** Why the release may not run here, as the law of promotion gives it. */
export interface ReleaseRefusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ReleaseEnvironmentProps {
  /** The project, as `parseManifest` reads it. */
  readonly project: Project;

  /** The environment's id. */
  readonly environment: string;

  /** The release that runs there. */
  readonly release: ReleaseProps;

  /**
   * The service set's id.
   *
   * @default - the project's only one
   */
  readonly serviceSet?: string;

  /**
   * @default - the cluster that the manifest names, else one of its own
   */
  readonly cluster?: ICluster;

  /**
   * The network of a cluster that is not passed in.
   *
   * @default - the VPC that the manifest names, else one of its own: two availability zones, one NAT gateway
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of the tasks.
   *
   * @default - private subnets; public ones for services with `assignPublicIp`
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of every service. Then nothing is allowed or refused between them here.
   *
   * @default - one group for all services that nothing distinguishes, one of its own for each that connects to others
   */
  readonly securityGroups?: readonly ISecurityGroup[];

  /**
   * @default - the role that the manifest names for a service, else one that all services share
   */
  readonly executionRole?: IRole;

  /**
   * @default - one for all services
   */
  readonly logGroup?: ILogGroup;

  /**
   * Namespace for Service Connect between neighbours.
   *
   * @default - one of its own where any services are neighbours
   */
  readonly namespace?: INamespace;

  /**
   * Why the release may not run here. Each becomes an error of the stack: `cdk deploy` stops, while
   * `cdk diff --ignore-errors` still shows what would change.
   *
   * @default - nothing stands against it
   */
  readonly refusals?: readonly ReleaseRefusal[];

  /**
   * Opens a deployment in this ledger before any service or parameter is touched, where the law of promotion lets the
   * release run, and ends it, on evidence, after everything else of the stack.
   *
   * @default - none: what `refusals` says at synthesis is all that stands against a release
   */
  readonly ledger?: IReleaseLedger;

  /**
   * What the gate of this stack asks of a release, member by member in the place of what the manifest asks of the
   * environment. Whoever deploys with the command line is refused by the manifest's rules first, and then by these.
   *
   * @default - what the manifest asks
   */
  readonly require?: PromotionRequirements;
}

/**
 * A service set in one environment under one release: services, what is allowed between them, the parameters with their
 * images, and the record of the deployment. What `ReleaseStack` renders, for a stack of your own.
 */
export class ReleaseEnvironment extends Construct {
  readonly release: Release;
  readonly cluster: ICluster;
  /** The services by id, in the manifest's order. */
  readonly services: ReadonlyMap<string, ReleaseService>;
  readonly parameters: ReleaseParameters;
  readonly record: DeploymentRecord;

  /**
   * @throws SlipwayError with `ReleaseOfOtherProject`, `IncompleteRelease`, `NetworkIncomplete`, `NameCollision`,
   *   `RequirementsWithoutLedger`, `InvalidRequirements`, or a code of the manifest where the environment or service set
   *   does not exist; at synthesis with `TooManyResources`, `TemplateTooLarge` or `NoTrafficToShift`
   */
  constructor(scope: Construct, id: string, props: ReleaseEnvironmentProps) {
    super(scope, id);
    const { project } = props;
    const { set, environment } = releasePlace(project, props.serviceSet, props.environment);
    this.release = Release.of(this, props.release);
    this.#checkRelease(project, set);
    const resolved = resolveServices(environment, set);
    const neighbours = neighboursOf(this, resolved);
    SharedResources.of(this, environment.defaults.logRetentionDays);
    this.cluster = environmentCluster(this, environment, { ...props, clusterName: clusterNameOf(set, environment.id) });
    this.services = this.#addServices(props, stackName(project, set, environment), resolved, neighbours);
    awaitNetwork(this.cluster, this.services.values());
    this.#connect(props, resolved, neighbours);
    const artifacts = artifactKeys(set);
    this.parameters = new ReleaseParameters(this, 'Parameters', {
      release: this.release,
      environment: environment.id,
      artifacts,
    });
    this.record = new DeploymentRecord(this, 'Deployment', {
      release: this.release,
      environment: environment.id,
      project,
      services: [...this.services.values()],
      ledger: props.ledger,
      require: props.require,
    });
    if (this.record.gate !== undefined) this.parameters.node.addDependency(this.record.gate);
    for (const refusal of props.refusals ?? []) this.#refuse(refusal);
    this.node.addValidation({ validate: () => exceededLimits(this, resolved) });
  }

  /**
   * One of the services, to connect, scale or grant.
   *
   * @throws SlipwayError with `UnknownService`
   */
  service(id: string): ReleaseService {
    const service = this.services.get(id);
    if (service !== undefined) return service;
    const known = [...this.services.keys()];
    const meant = didYouMean(id, known);
    throw constructError(
      this,
      'UnknownService',
      `there is no service "${id}" in ${this.release.project}`,
      `${meant === undefined ? '' : `did you mean "${meant}"? `}the services are ${known.join(', ')}`,
    );
  }

  #checkRelease(project: Project, set: ServiceSet): void {
    const { id, images } = this.release;
    if (this.release.project !== project.id || this.release.serviceSet !== set.id)
      throw constructError(
        this,
        'ReleaseOfOtherProject',
        `release ${id} belongs to ${this.release.project}/${this.release.serviceSet}, not to ${project.id}/${set.id}`,
        'name a release of this project and service set; `slipway release list` shows them',
      );
    const missing = artifactKeys(set).filter((artifact) => !Object.hasOwn(images, artifact));
    if (missing.length > 0)
      throw constructError(
        this,
        'IncompleteRelease',
        `release ${id} has no image for ${missing.map((artifact) => `"${artifact}"`).join(', ')}`,
        'make a new release: it covers every service that the manifest names now',
      );
  }

  #addServices(
    props: ReleaseEnvironmentProps,
    stack: string,
    resolved: readonly ResolvedService[],
    neighbours: Neighbours,
  ): ReadonlyMap<string, ReleaseService> {
    const namespace = neighbours.pairs.length === 0 ? undefined : (props.namespace ?? this.#namespace(stack));
    return new Map(
      resolved.map(({ id, executionRoleArn, taskRoleArn, ...service }) => {
        // The colon keeps services apart from all else that stands here, whatever they are called.
        const construct = new ReleaseService(this, `Service:${id}`, {
          ...service,
          service: id,
          release: this.release,
          environment: props.environment,
          cluster: this.cluster,
          vpcSubnets: props.vpcSubnets,
          securityGroups: props.securityGroups,
          executionRole: props.executionRole ?? existingRole(this, executionRoleArn, { mutable: false }),
          taskRole: existingRole(this, taskRoleArn, { mutable: true }),
          logGroup: props.logGroup,
          namespace: neighbours.ids.has(id) ? namespace : undefined,
          family: `${stack}-${id}`.replace(/[^A-Za-z0-9_-]/g, '-'),
        });
        return [id, construct];
      }),
    );
  }

  /**
   * Its ARN is put together from what CloudFormation calls the namespace. That makes it before the services as its own
   * attribute would, is exact where its name is not, and is understood by emulators that know no attributes of it.
   */
  #namespace(name: string): INamespace {
    const { ref } = new HttpNamespace(this, 'Namespace', { name }).node.defaultChild as CfnHttpNamespace;
    return HttpNamespace.fromHttpNamespaceAttributes(this, 'NamespaceByArn', {
      namespaceName: name,
      namespaceId: ref,
      namespaceArn: Stack.of(this).formatArn({ service: 'servicediscovery', resource: 'namespace', resourceName: ref }),
    });
  }

  #connect(props: ReleaseEnvironmentProps, resolved: readonly ResolvedService[], neighbours: Neighbours): void {
    if (props.securityGroups === undefined)
      for (const [one, other] of neighbours.pairs) this.service(one).connectTo(this.service(other));
    for (const { id, dependsOn } of resolved)
      for (const other of dependsOn) this.service(id).startAfter(this.service(other));
  }

  #refuse({ code, message, hint }: ReleaseRefusal): void {
    Annotations.of(Stack.of(this)).addError(`${code}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
  }
}

function clusterNameOf({ clusters }: ServiceSet, environment: EnvironmentId): string | undefined {
  return Object.hasOwn(clusters, environment) ? clusters[environment] : undefined;
}

/** A role that exists, once for all services that name it. */
function existingRole(
  scope: Construct,
  arn: string | undefined,
  options: { readonly mutable: boolean },
): IRole | undefined {
  if (arn === undefined) return undefined;
  const id = `${options.mutable ? 'TaskRole' : 'ExecutionRole'}:${arn.replaceAll('/', ':')}`;
  const existing = scope.node.tryFindChild(id) as IRole | undefined;
  return existing ?? Role.fromRoleArn(scope, id, arn, options);
}
