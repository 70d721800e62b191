import { FargateService, type FargateServiceProps } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

/**
 * CDK's Fargate service without a look at whether its region has deployment alarms: that loads CDK's tables of all
 * regions, a tenth of the time of a small synthesis, only to decide on a default that says "no alarms". Here the property
 * is left out, which says the same; `enableDeploymentAlarms` works as ever.
 */
export class LeanFargateService extends FargateService {
  constructor(scope: Construct, id: string, props: Omit<FargateServiceProps, 'deploymentAlarms'>) {
    super(scope, id, { ...props, deploymentAlarms: { alarmNames: ['none'] } });
    this.deploymentAlarms = undefined;
  }
}
