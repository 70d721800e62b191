import { Port, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Project } from 'slipway';
import { DeploymentRecord, type IReleaseLedger, Release, type ReleaseProps } from 'slipway/constructs';

export interface ShopStackProps extends StackProps {
  readonly environment: string;
  readonly release: ReleaseProps;
  readonly project?: Project;
  readonly ledger?: IReleaseLedger;
}

/**
 * A stack from before Slipway (before.ts). Each service adopts releases by the one line that names its image; the last
 * lines are new and say which release runs, once all services are up. With a ledger they ask before anything of the two
 * services is touched, too.
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

    const services = [web.service, orders];
    const { environment, project, ledger } = props;
    new DeploymentRecord(this, 'Record', { release, environment, services, project, ledger });
  }
}
