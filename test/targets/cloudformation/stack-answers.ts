import type { DescribeChangeSetOutput, Stack, StackEvent, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { AwsClients, AwsPlace } from '../../../lib/aws/index.js';
import { CLUSTER, type RecordedEcs, serviceArn, taskDefinitionArn } from '../ecs/answers.js';

/** Answers of CloudFormation as they were recorded. */

export const STACK_ID =
  'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/6f0c5f50-0c1e-11f1-9f6e-0a1b2c3d4e5f';

export function stack(over: Partial<Stack> = {}): Stack {
  return {
    StackId: STACK_ID,
    StackName: 'shop-dev',
    CreationTime: new Date('2026-10-02T11:03:00Z'),
    LastUpdatedTime: new Date('2026-11-20T08:40:51Z'),
    StackStatus: 'UPDATE_COMPLETE',
    RollbackConfiguration: {},
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Tags: [],
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    ...over,
  };
}

/** The template of some services, as CloudFormation gives it back: in other words than it was rendered in. */
export function templateBody(ids: readonly string[]): string {
  const resources = ids.flatMap((id) => [
    [
      `${id}Service`,
      {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: CLUSTER,
          TaskDefinition: { Ref: `${id}Task` },
          Tags: [{ Key: 'deployment:service', Value: id }],
        },
      },
    ],
    [
      `${id}Task`,
      {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ContainerDefinitions: [{ Name: id, Image: `${id}:1` }] },
      },
    ],
  ]);
  return JSON.stringify({ Resources: Object.fromEntries(resources) }, undefined, 1);
}

export function resources(ids: readonly string[]): StackResourceSummary[] {
  const summary = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
    LogicalResourceId,
    ResourceType,
    PhysicalResourceId,
    LastUpdatedTimestamp: new Date('2026-11-20T08:44:10Z'),
    ResourceStatus: 'UPDATE_COMPLETE' as const,
  });
  return ids.flatMap((id) => [
    summary(`${id}Service`, 'AWS::ECS::Service', serviceArn(id)),
    summary(`${id}Task`, 'AWS::ECS::TaskDefinition', taskDefinitionArn(id, 8)),
  ]);
}

export interface RecordedStack {
  /** One for each time that the stack is asked for, the last one for ever after; undefined: there is none. */
  stacks: readonly (Stack | undefined)[];
  body?: string;
  resources?: readonly StackResourceSummary[];
  /** Newest first. */
  events?: readonly StackEvent[];
  changeSet?: Partial<DescribeChangeSetOutput>;
}

/** Stands for CloudFormation, and keeps the name of every call. */
export class RecordedCloudFormation {
  readonly calls: string[] = [];
  #asked = 0;

  constructor(public recorded: RecordedStack) {}

  async describeStacks({ StackName }: { readonly StackName: string }) {
    this.calls.push('DescribeStacks');
    const { stacks } = this.recorded;
    const found = stacks[Math.min(this.#asked++, stacks.length - 1)];
    if (found === undefined) throw noSuchStack(StackName);
    return { Stacks: [found] };
  }

  async getTemplate() {
    this.calls.push('GetTemplate');
    return { TemplateBody: this.recorded.body, StagesAvailable: ['Original', 'Processed'] };
  }

  async listStackResources({ NextToken }: { readonly NextToken?: string }) {
    this.calls.push('ListStackResources');
    const all = this.recorded.resources ?? [];
    const from = Number(NextToken ?? 0);
    const more = all.length > from + 100 ? { NextToken: String(from + 100) } : {};
    return { StackResourceSummaries: all.slice(from, from + 100), ...more };
  }

  async describeStackEvents({ StackName }: { readonly StackName: string }) {
    this.calls.push('DescribeStackEvents');
    if (this.recorded.events === undefined) throw noSuchStack(StackName);
    return { StackEvents: this.recorded.events };
  }

  async describeChangeSet({ ChangeSetName }: { readonly ChangeSetName: string }) {
    this.calls.push('DescribeChangeSet');
    const { changeSet } = this.recorded;
    if (changeSet !== undefined) return changeSet;
    throw Object.assign(new Error(`ChangeSet [${ChangeSetName}] does not exist`), {
      name: 'ChangeSetNotFoundException',
    });
  }
}

/** Clients whose every region is the same one; `regions` is told which were asked for. */
export function clientsOf(
  cloudFormation: RecordedCloudFormation,
  ecs?: RecordedEcs,
  more: Readonly<Record<string, unknown>> = {},
  regions: (string | undefined)[] = [],
): AwsClients {
  const clients = {
    cloudformation: async () => cloudFormation,
    ecs: async () => ecs,
    ...more,
    in({ region }: AwsPlace) {
      regions.push(region);
      return clients;
    },
  };
  return clients as unknown as AwsClients;
}

function noSuchStack(name: string): Error {
  return Object.assign(new Error(`Stack with id ${name} does not exist`), { name: 'ValidationError' });
}
