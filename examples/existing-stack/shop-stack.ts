import { Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DeploymentRecord, Release, type ReleaseProps } from 'slipway/constructs';

export interface ShopStackProps extends StackProps {
  readonly environment: string;
  readonly release: ReleaseProps;
}

/**
 * A stack from before Slipway (before.ts). Each service adopts releases by the one line that names its image; the last
 * line is new and says which release runs, once all services are up.
 */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: ShopStackProps) {
    super(scope, id, props);
    const release = Release.of(this, props.release);
    const cluster = new Cluster(this, 'Cluster', { vpc: new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 }) });

    const web = new ApplicationLoadBalancedFargateService(this, 'Web', {
      cluster,
      taskImageOptions: { image: release.image('web'), containerPort: 8080 },
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });

    const ordersTask = new FargateTaskDefinition(this, 'OrdersTask');
    ordersTask.addContainer('orders', { image: release.image('orders') });
    const orders = new FargateService(this, 'Orders', {
      cluster,
      taskDefinition: ordersTask,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });
    orders.connections.allowFrom(web.service, Port.tcp(8081));

    new DeploymentRecord(this, 'Record', { release, environment: props.environment, services: [web.service, orders] });
  }
}
