import { Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The stack as it was before Slipway: who wants another image edits this file. Compare with shop-stack.ts. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const cluster = new Cluster(this, 'Cluster', { vpc: new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 }) });

    const web = new ApplicationLoadBalancedFargateService(this, 'Web', {
      cluster,
      taskImageOptions: { image: ContainerImage.fromRegistry('shop/web:1.4.0'), containerPort: 8080 },
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });

    const ordersTask = new FargateTaskDefinition(this, 'OrdersTask');
    ordersTask.addContainer('orders', { image: ContainerImage.fromRegistry('shop/orders:0.9.1') });
    const orders = new FargateService(this, 'Orders', {
      cluster,
      taskDefinition: ordersTask,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });
    orders.connections.allowFrom(web.service, Port.tcp(8081));
  }
}
