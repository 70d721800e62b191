import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** An app as `cdk init` makes one, without the validation that takes two seconds. */
export function testApp(): App {
  return new App({ context: recommendedFlags, builtinCloudFormationValidation: false, analyticsReporting: false });
}

/** A stack of somebody else's, with a network and cluster that exist, so that only what is tested is rendered. */
export function someStack(props: StackProps = {}): {
  readonly stack: Stack;
  readonly cluster: ICluster;
  render(): Template;
} {
  const stack = new Stack(testApp(), 'Someones', props);
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    publicSubnetIds: ['subnet-3', 'subnet-4'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    publicSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
  });
  const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc });
  return { stack, cluster, render: () => Template.fromStack(stack) };
}

/** How often each type of resource occurs. */
export function typesOf(template: Template): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(template.toJSON().Resources as Record<string, { Type: string }>))
    counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}
