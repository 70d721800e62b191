import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { App } from 'aws-cdk-lib/core';
import { Stack } from 'aws-cdk-lib/core';
import type { BenchService } from './render-workload.js';

/** The services as one writes them by hand with L2 constructs. */
export function renderByHandL2(app: App, stackName: string, services: readonly BenchService[]): void {
  const stack = new Stack(app, stackName);
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  for (const service of services) {
    const taskDefinition = new FargateTaskDefinition(stack, `${service.id}Task`, { cpu: 256, memoryLimitMiB: 512 });
    taskDefinition.addContainer(service.id, {
      image: ContainerImage.fromRegistry(service.image),
      portMappings: [{ containerPort: 80 }],
      environment: service.variables,
      logging: LogDrivers.awsLogs({ streamPrefix: service.id }),
    });
    new FargateService(stack, `${service.id}Service`, {
      cluster,
      taskDefinition,
      desiredCount: 1,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    new StringParameter(stack, `${service.id}Image`, {
      parameterName: `/bench/images/dev/${service.id}`,
      stringValue: service.image,
    });
  }
}
