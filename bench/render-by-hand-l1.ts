import { CfnSecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnService, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { App } from 'aws-cdk-lib/core';
import { Stack } from 'aws-cdk-lib/core';
import type { BenchService } from './render-workload.js';

/** The services as one writes them by hand with L1 constructs, sharing role, log group and security group. */
export function renderByHandL1(app: App, stackName: string, services: readonly BenchService[]): void {
  const stack = new Stack(app, stackName);
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
  const cluster = new CfnCluster(stack, 'Cluster', {});
  const logs = new CfnLogGroup(stack, 'Logs', { retentionInDays: 30 });
  const role = new CfnRole(stack, 'ExecutionRole', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
    },
  });
  const securityGroup = new CfnSecurityGroup(stack, 'SecurityGroup', {
    groupDescription: 'services',
    vpcId: vpc.vpcId,
  });
  const subnets = vpc.privateSubnets.map((subnet) => subnet.subnetId);
  for (const service of services) {
    const taskDefinition = new CfnTaskDefinition(stack, `${service.id}Task`, {
      family: service.id,
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: role.attrArn,
      containerDefinitions: [
        {
          name: service.id,
          image: service.image,
          essential: true,
          portMappings: [{ containerPort: 80, protocol: 'tcp' }],
          environment: Object.entries(service.variables).map(([name, value]) => ({ name, value })),
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': logs.ref,
              'awslogs-stream-prefix': service.id,
              'awslogs-region': stack.region,
            },
          },
        },
      ],
    });
    new CfnService(stack, `${service.id}Service`, {
      cluster: cluster.ref,
      taskDefinition: taskDefinition.ref,
      desiredCount: 1,
      launchType: 'FARGATE',
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      networkConfiguration: {
        awsvpcConfiguration: { subnets, securityGroups: [securityGroup.attrGroupId], assignPublicIp: 'DISABLED' },
      },
    });
    new CfnParameter(stack, `${service.id}Image`, {
      type: 'String',
      name: `/bench/images/dev/${service.id}`,
      value: service.image,
    });
  }
}
