import { type Environment as AwsEnvironment, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EnvironmentId } from '../lib/ids.js';
import { findEnvironment, selectServiceSet, stackName } from '../lib/manifest/index.js';
import { TWO_ZONES } from './environment-network.js';
import { ReleaseEnvironment, type ReleaseEnvironmentProps } from './release-environment.js';

/**
 * Account and region are the manifest's where it names them, and the stack's name is `<project>-<environment>`, in a
 * project of several service sets `<project>-<set>-<environment>`, unless given here.
 */
export interface ReleaseStackProps extends ReleaseEnvironmentProps, StackProps {}

/**
 * A service set in one environment under one release, as a stack. Everything in it is a {@link ReleaseEnvironment}, whose
 * logical ids stay the same in a stack of your own that holds it under the id `Default`.
 */
export class ReleaseStack extends Stack {
  readonly releaseEnvironment: ReleaseEnvironment;

  constructor(scope: Construct, id: string, props: ReleaseStackProps) {
    super(scope, id, { ...props, ...nameOf(props), env: props.env ?? awsEnvironmentOf(props) });
    this.releaseEnvironment = new ReleaseEnvironment(this, 'Default', props);
  }

  /** Two zones of wherever it is deployed: asking the account which there are would need credentials to synthesize. */
  override get availabilityZones(): string[] {
    return [...TWO_ZONES];
  }
}

function nameOf(props: ReleaseStackProps): { readonly stackName: string } {
  const { id } = selectServiceSet(props.project, props.serviceSet);
  return { stackName: props.stackName ?? stackName(props.project, id, props.environment as EnvironmentId) };
}

function awsEnvironmentOf({ project, environment }: ReleaseStackProps): AwsEnvironment {
  const { account, region } = findEnvironment(project, environment as EnvironmentId)?.aws ?? project.aws;
  return { account, region };
}
