import { type IVpc, Vpc, type VpcAttributes } from 'aws-cdk-lib/aws-ec2';
import { type CfnCluster, Cluster, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { Annotations, Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Environment, Network } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';
import type { ReleaseService } from './release-service.js';

/** The first two availability zones of wherever the stack is deployed; nothing is looked up. */
export const TWO_ZONES: readonly string[] = [0, 1].map((index) => Fn.select(index, Fn.getAzs()));

/** What a caller has already; the rest is taken from the manifest, or made. */
export interface GivenNetwork {
  readonly vpc?: IVpc;
  readonly cluster?: ICluster;
  /** Name of an existing cluster, before the environment's own. */
  readonly clusterName?: string;
}

/**
 * The cluster that an environment runs in: the one that was passed in, the existing one that the manifest names, or one
 * of its own. The same for its network, whose own form has two availability zones and one NAT gateway.
 *
 * @throws SlipwayError with `NetworkIncomplete`
 */
export function environmentCluster(scope: Construct, environment: Environment, given: GivenNetwork): ICluster {
  if (given.cluster !== undefined) return given.cluster;
  const vpc = given.vpc ?? environmentVpc(scope, environment);
  const clusterName = given.clusterName ?? environment.network.clusterName;
  if (clusterName === undefined) return ownCluster(scope, environment.id, vpc);
  return Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName, vpc });
}

/**
 * Services refer to their cluster, so they wait for what it waits for: without a way to the registry the first tasks of a
 * new network could not pull their images, and the circuit breaker would take the whole stack back.
 */
function ownCluster(scope: Construct, environment: string, vpc: IVpc): ICluster {
  const cluster = new Cluster(scope, 'Cluster', { vpc });
  (cluster.node.defaultChild as CfnCluster).tags.setTag('deployment:env', environment);
  if (vpc instanceof Vpc) cluster.node.addDependency(vpc.selectSubnets().internetConnectivityEstablished);
  return cluster;
}

/** What `ownCluster` does for a cluster that exists, which cannot wait: each service does. */
export function awaitNetwork(cluster: ICluster, services: Iterable<ReleaseService>): void {
  if (cluster instanceof Cluster || !(cluster.vpc instanceof Vpc)) return;
  const { internetConnectivityEstablished } = cluster.vpc.selectSubnets();
  for (const { service } of services) service.node.addDependency(internetConnectivityEstablished);
}

function environmentVpc(scope: Construct, { id, network }: Environment): IVpc {
  if (network.vpcId !== undefined) return existingVpc(scope, existing(scope, id, network));
  // Closing the default security group would bring a custom resource with code to upload; nothing here uses the group.
  return new Vpc(scope, 'Vpc', { maxAzs: TWO_ZONES.length, natGateways: 1, restrictDefaultSecurityGroup: false });
}

function existingVpc(scope: Construct, attributes: VpcAttributes): IVpc {
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', attributes);
  for (const subnet of [...vpc.privateSubnets, ...vpc.publicSubnets])
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'no routes are added here');
  return vpc;
}

function existing(scope: Construct, environment: string, network: Network): VpcAttributes {
  const { vpcId = '', privateSubnetIds = [], publicSubnetIds = [] } = network;
  const zones = network.availabilityZones ?? zonesFor(privateSubnetIds.length, publicSubnetIds.length);
  const groups = [privateSubnetIds, publicSubnetIds].filter((ids) => ids.length > 0);
  if (groups.length === 0)
    throw constructError(
      scope,
      'NetworkIncomplete',
      `environment "${environment}" names VPC ${vpcId} and none of its subnets`,
      'add privateSubnetIds, or publicSubnetIds with assignPublicIp',
    );
  if (zones.length === 0 || groups.some((ids) => ids.length % zones.length !== 0))
    throw constructError(
      scope,
      'NetworkIncomplete',
      `environment "${environment}" names subnets of VPC ${vpcId} that do not fill its ${zones.length} availability zones evenly`,
      'list availabilityZones, and as many subnets of each kind for every zone, in the order of the zones',
    );
  return {
    vpcId,
    availabilityZones: [...zones],
    ...(privateSubnetIds.length === 0 ? {} : { privateSubnetIds: [...privateSubnetIds] }),
    ...(publicSubnetIds.length === 0 ? {} : { publicSubnetIds: [...publicSubnetIds] }),
  };
}

/** A zone for each subnet, where nobody says which: ECS takes the subnets and never asks for their zones. */
function zonesFor(privateCount: number, publicCount: number): readonly string[] {
  const count = privateCount === 0 ? publicCount : privateCount;
  return Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs()));
}
