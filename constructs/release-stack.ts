import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { stackName } from '../lib/manifest/stack-name.js';
import { TWO_ZONES } from './environment-network.js';
import { ReleaseEnvironment, type ReleaseEnvironmentProps } from './release-environment.js';
import { releasePlace } from './release-place.js';

/**
 * Account and region are the manifest's where it names them, and the stack's name is `<project>-<environment>`, in a
 * project of several service sets `<project>-<set>-<environment>`, unless given here.
 */
export interface ReleaseStackProps extends ReleaseEnvironmentProps, StackProps {}

/**
 * A service set in one environment under one release, as a stack. Everything in it is a {@link ReleaseEnvironment}, whose
 * logical ids stay the same in a stack of your own with the same id that holds it under the id `Default`.
 */
export class ReleaseStack extends Stack {
  readonly releaseEnvironment: ReleaseEnvironment;

  constructor(scope: Construct, id: string, props: ReleaseStackProps) {
    const { project } = props;
    const { set, environment } = releasePlace(project, props.serviceSet, props.environment);
    const { account, region } = environment.aws;
    super(scope, id, {
      ...props,
      stackName: props.stackName ?? stackName(project, set, environment),
      env: props.env ?? { account, region },
    });
    this.releaseEnvironment = new ReleaseEnvironment(this, 'Default', props);
  }

  /** Two zones of wherever it is deployed: asking the account which there are would need credentials to synthesize. */
  override get availabilityZones(): string[] {
    return [...TWO_ZONES];
  }
}
