import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnResource } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { canonicalJson } from '../lib/canonical.js';
import type { EnvironmentId, ProjectId, ServiceSetId } from '../lib/ids.js';
import { deploymentParameterName } from '../lib/images/parameter-names.js';
import { Release } from './release.js';
import type { ReleaseProps } from './release-props.js';

export interface DeploymentRecordProps {
  readonly release: ReleaseProps;

  /** The environment's id. */
  readonly environment: string;

  /**
   * Whether the project has several service sets, so that the parameter's name ends in the set's id.
   *
   * @default false
   */
  readonly severalServiceSets?: boolean;

  /** What has to be up before the record says so: every service of the release, Slipway's or CDK's own. */
  readonly services: readonly IConstruct[];
}

/**
 * Which release an environment runs, as an SSM parameter `/{projectId}/deployments/{environmentId}[/{setId}]` with JSON.
 * CloudFormation writes it after every service and turns it back together with them, so it never says what is not so.
 */
export class DeploymentRecord extends Construct {
  readonly parameterName: string;

  constructor(scope: Construct, id: string, props: DeploymentRecordProps) {
    super(scope, id);
    const release = Release.of(this, props.release);
    this.parameterName = deploymentParameterName(
      release.project as ProjectId,
      props.environment as EnvironmentId,
      props.severalServiceSets ? (release.serviceSet as ServiceSetId) : undefined,
    );
    const record = new CfnParameter(this, 'Resource', {
      type: 'String',
      name: this.parameterName,
      value: canonicalJson({
        project: release.project,
        serviceSet: release.serviceSet,
        environment: props.environment,
        release: release.id,
        number: release.number,
      }),
    });
    for (const service of props.services) waitFor(record, service);
  }
}

/** For a service alone, and not for all that stands below it: one line instead of one for every resource. */
function waitFor(record: CfnParameter, service: IConstruct): void {
  const resource = service.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) record.addResourceDependency(resource);
  else record.node.addDependency(service);
}
