import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnResource } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { canonicalJson } from '../lib/canonical.js';
import type { EnvironmentId, ProjectId, ServiceSetId } from '../lib/ids.js';
import { deploymentParameterName } from '../lib/images/parameter-names.js';
import type { Project } from '../lib/manifest/model.js';
import type { SlipwayError } from '../lib/problem.js';
import { constructError } from './construct-error.js';
import { addGate, addOutcome, type DeploymentGateProps } from './deployment-gate.js';
import { type PromotionRequirements, projectAsking } from './promotion-requirements.js';
import { Release } from './release.js';
import type { IReleaseLedger } from './release-ledger.js';
import type { ReleaseProps } from './release-props.js';

export interface DeploymentRecordProps {
  readonly release: ReleaseProps;

  /** The environment's id. */
  readonly environment: string;

  /**
   * Whether the project has several service sets, so that the parameter's name ends in the set's id.
   *
   * @default - what `project` says; without one `false`
   */
  readonly severalServiceSets?: boolean;

  /** What has to be up before the record says so: every service of the release, Slipway's or CDK's own. */
  readonly services: readonly IConstruct[];

  /**
   * Opens a deployment in this ledger before any of the services is touched, where the law of promotion lets the release
   * run, and ends it, on evidence, after everything else of the stack.
   *
   * @default - none: the stack is changed without asking, and only the parameter says which release runs
   */
  readonly ledger?: IReleaseLedger;

  /**
   * The project, as `parseManifest` reads it: its rules are what the ledger weighs.
   *
   * @default - none; needed with `ledger`
   */
  readonly project?: Project;

  /**
   * What the gate of this stack asks of a release, member by member in the place of what the manifest asks of the
   * environment. Whoever deploys with the command line is refused by the manifest's rules first, and then by these.
   *
   * @default - what the manifest asks
   */
  readonly require?: PromotionRequirements;
}

/**
 * Which release an environment runs, as an SSM parameter `/{projectId}/deployments/{environmentId}[/{setId}]` with JSON.
 * CloudFormation writes it after every service and turns it back together with them, so it never says what is not so.
 */
export class DeploymentRecord extends Construct {
  readonly parameterName: string;

  /** What nothing that belongs to the release should be changed before; only with a ledger. */
  readonly gate: IConstruct | undefined;

  /**
   * @throws SlipwayError with `LedgerWithoutProject`, `RequirementsWithoutLedger`, `InvalidRequirements`,
   *   `ReleaseOfOtherProject` or `ServiceOutside`; at synthesis with `ServiceTwice`, `ServiceNotObserved` or
   *   `SeveralClusters`
   */
  constructor(scope: Construct, id: string, props: DeploymentRecordProps) {
    super(scope, id);
    const release = Release.of(this, props.release);
    const several = props.severalServiceSets ?? (props.project?.serviceSets.length ?? 1) > 1;
    this.parameterName = deploymentParameterName(
      release.project as ProjectId,
      props.environment as EnvironmentId,
      several ? (release.serviceSet as ServiceSetId) : undefined,
    );
    if (props.ledger === undefined && props.require !== undefined) throw requirementsWithoutLedger(this);
    const guarded = props.ledger === undefined ? undefined : this.#guarded(props, props.ledger, release);
    const gate = guarded === undefined ? undefined : addGate(this, guarded);
    const record = this.#parameter(release, props.environment);
    for (const service of props.services) waitFor(record, service);
    if (gate !== undefined) record.node.addDependency(gate);
    if (gate !== undefined && guarded !== undefined) addOutcome(this, gate, guarded);
    this.gate = gate;
  }

  #parameter(release: Release, environment: string): CfnParameter {
    return new CfnParameter(this, 'Resource', {
      type: 'String',
      name: this.parameterName,
      value: canonicalJson({
        project: release.project,
        serviceSet: release.serviceSet,
        environment,
        release: release.id,
        number: release.number,
      }),
    });
  }

  #guarded(props: DeploymentRecordProps, ledger: IReleaseLedger, release: Release): DeploymentGateProps {
    const { project, environment, services, require } = props;
    if (project === undefined)
      throw constructError(
        this,
        'LedgerWithoutProject',
        `the record of ${release.project} has a ledger and no project, whose rules the ledger would weigh`,
        'pass `project`, as parseManifest reads it',
      );
    if (project.id !== release.project)
      throw constructError(
        this,
        'ReleaseOfOtherProject',
        `release ${release.id} belongs to ${release.project}, not to ${project.id}`,
        'name a release of this project; `slipway release list` shows them',
      );
    return { ledger, project: projectAsking(this, project, environment, require), release, environment, services };
  }
}

function requirementsWithoutLedger(scope: DeploymentRecord): SlipwayError {
  return constructError(
    scope,
    'RequirementsWithoutLedger',
    '`require` asks something of a release, and without a ledger nothing weighs it',
    'pass `ledger`, or say it in the manifest, whose rules the command line weighs',
  );
}

/** For a service alone, and not for all that stands below it: one line instead of one for every resource. */
function waitFor(record: CfnParameter, service: IConstruct): void {
  const resource = service.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) record.addResourceDependency(resource);
  else record.node.addDependency(service);
}
