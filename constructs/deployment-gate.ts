import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { CfnResource, CustomResource, Lazy, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { canonicalJson } from '../lib/canonical.js';
import type { Project } from '../lib/manifest/model.js';
import { policyOf } from '../lib/promotion/law/policy.js';
import {
  GATE_TYPE,
  type GateProperties,
  type GateRequest,
  OUTCOME_TYPE,
  type OutcomeProperties,
} from '../lib/targets/gate-resource.js';
import { version } from '../lib/version.js';
import { comeLast } from './after-everything.js';
import { constructError } from './construct-error.js';
import { ANSWER_WITHIN } from './function-timeout.js';
import { arnOf, isWithin, observedServices, taskDefinitionOf, unobserved } from './observed-services.js';
import type { Release } from './release.js';
import type { IReleaseLedger } from './release-ledger.js';
import { releasePlace } from './release-place.js';
import { templateFingerprint } from './template-fingerprint.js';

export interface DeploymentGateProps {
  readonly ledger: IReleaseLedger;
  readonly project: Project;
  readonly release: Release;
  readonly environment: string;
  readonly services: readonly IConstruct[];
}

/**
 * Asks the ledger to let a release in before anything of its services is touched. CloudFormation calls it whenever
 * anything in the stack changes, because its fingerprint does.
 *
 * @throws SlipwayError with `ServiceOutside`, or with a code of the manifest where the place does not exist
 */
export function addGate(scope: Construct, props: DeploymentGateProps): CustomResource {
  const properties: Omit<GateProperties, 'ServiceToken'> = {
    Request: requestOf(props),
    Fingerprint: templateFingerprint(scope),
  };
  const gate = new CustomResource(scope, 'Gate', {
    resourceType: GATE_TYPE,
    serviceToken: props.ledger.functionArn,
    serviceTimeout: ANSWER_WITHIN,
    properties,
  });
  awaitLedger(gate, props.ledger);
  for (const service of props.services) {
    checkPlace(scope, service);
    service.node.addDependency(gate);
  }
  return gate;
}

/**
 * Ends the deployment that the gate opened, as the very last of the stack: what fails after it would turn the services
 * back behind the record's back.
 */
export function addOutcome(scope: Construct, gate: CustomResource, props: DeploymentGateProps): void {
  const observed = () => observedServices(scope, props.release, props.services);
  const eachService = (value: (service: FargateService) => unknown) =>
    Lazy.any({
      produce: () => Object.fromEntries([...observed().byId].sort(byKey).map(([id, service]) => [id, value(service)])),
    });
  const properties: Record<keyof Omit<OutcomeProperties, 'ServiceToken'>, unknown> = {
    Deployment: gate.ref,
    Request: requestOf(props),
    Cluster: Lazy.string({ produce: () => clusterOf(scope, observed().services) }),
    Services: eachService(arnOf),
    TaskDefinitions: eachService(taskDefinitionOf),
  };
  const outcome = new CustomResource(scope, 'Outcome', {
    resourceType: OUTCOME_TYPE,
    serviceToken: props.ledger.functionArn,
    serviceTimeout: ANSWER_WITHIN,
    properties,
  });
  const referred = () => [
    gate,
    ...[...observed().byId.values()].flatMap((service) => [service, service.taskDefinition]),
    ...observed().services.map(({ cluster }) => cluster),
  ];
  comeLast(outcome, referred);
  scope.node.addValidation({ validate: () => notObserved(scope, props) });
}

function requestOf({ project, release, environment }: DeploymentGateProps): string {
  const { set } = releasePlace(project, release.serviceSet, environment);
  const request: GateRequest = {
    policy: policyOf(project, set.id),
    serviceSet: set.id,
    environment,
    release: release.id,
    tool: `slipway ${version}`,
  };
  return canonicalJson(request);
}

/** A ledger that the same app makes in another stack is deployed before whoever asks it. */
function awaitLedger(gate: CustomResource, ledger: IReleaseLedger): void {
  const [stack, home] = [Stack.of(gate), ledger.node.scopes.find((around) => Stack.isStack(around))];
  const made = ledger.node.findAll().some((node) => CfnResource.isCfnResource(node));
  if (made && home !== undefined && home !== stack && Stage.of(home) === Stage.of(stack))
    gate.node.addDependency(ledger);
}

function checkPlace(scope: Construct, service: IConstruct): void {
  const stack = Stack.of(scope);
  if (isWithin(stack, service)) return;
  throw constructError(
    scope,
    'ServiceOutside',
    `service ${service.node.path} does not stand in stack "${stack.node.path}", whose gate should guard it`,
    'make a record in the stack that holds the services; nested stacks count as part of it',
  );
}

function clusterOf(scope: Construct, services: readonly FargateService[]): string {
  const names = services.map(({ cluster }) => cluster.clusterName);
  const different = new Set(names.map((name) => canonicalJson(Stack.of(scope).resolve(name))));
  if (different.size > 1)
    throw constructError(
      scope,
      'SeveralClusters',
      `the services of ${scope.node.path} run in ${different.size} clusters, and a deployment is looked at in one`,
      'make a service set, and a record, for the services of each cluster',
    );
  return names[0] ?? '';
}

function notObserved(scope: Construct, { release, services }: DeploymentGateProps): string[] {
  const missing = unobserved(release, observedServices(scope, release, services));
  if (missing.length === 0) return [];
  return constructError(
    scope,
    'ServiceNotObserved',
    `nothing in the stack runs ${missing.map((id) => `"${id}"`).join(', ')} of release ${release.id}`,
    "take the image of its task definition from the release, and name the service among the record's `services`",
  ).problems.map(({ message, hint }) => `${message}; ${hint}`);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
