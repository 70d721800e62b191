import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DeploymentRecord, Release, type ReleaseProps } from 'slipway/constructs';

export interface ShopStackProps extends StackProps {
  readonly environment: string;
  readonly release: ReleaseProps;
}

/** A stack from before Slipway. Only the lines that name an image have changed, and the last one is new. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: ShopStackProps) {
    super(scope, id, props);
    const release = Release.of(this, props.release);
    const cluster = new Cluster(this, 'Cluster', { vpc: new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 }) });

    new ApplicationLoadBalancedFargateService(this, 'Web', {
      cluster,
      taskImageOptions: { image: release.image('web'), containerPort: 8080 },
    });

    const orders = new FargateTaskDefinition(this, 'OrdersTask');
    orders.addContainer('orders', { image: release.image('orders') });
    new FargateService(this, 'Orders', { cluster, taskDefinition: orders });

    new DeploymentRecord(this, 'Record', { release, environment: props.environment, services: [] });
  }
}
