import type { EnableScalingProps } from 'aws-cdk-lib/aws-applicationautoscaling';
import { type CfnService, FargateService, type FargateServiceProps, type ScalableTaskCount } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

/** CDK's Fargate service, with two things done otherwise. */
export class LeanFargateService extends FargateService {
  readonly #desiredCount: number | undefined;

  /**
   * Does not look whether its region has deployment alarms: that loads CDK's tables of all regions, a tenth of the time of
   * a small synthesis, only to decide on a default that says "no alarms". Here the property is left out, which says the
   * same; `enableDeploymentAlarms` works as ever.
   */
  constructor(scope: Construct, id: string, props: Omit<FargateServiceProps, 'deploymentAlarms'>) {
    super(scope, id, { ...props, deploymentAlarms: { alarmNames: ['none'] } });
    this.deploymentAlarms = undefined;
    this.#desiredCount = props.desiredCount;
  }

  /**
   * Leaves the count to scaling. With a desired count in the template, every update of the service, and so every release,
   * would set it back to where it began, however many tasks the load asks for. What was desired becomes the least.
   */
  override autoScaleTaskCount(props: EnableScalingProps): ScalableTaskCount {
    const scaling = super.autoScaleTaskCount({ ...props, minCapacity: props.minCapacity ?? this.#desiredCount });
    (this.node.defaultChild as CfnService).desiredCount = undefined;
    return scaling;
  }
}
