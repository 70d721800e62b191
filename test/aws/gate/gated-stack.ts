import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../lib/canonical.js';
import { DynamoDbLedger, type Ledger, ledgerFunctionName } from '../../../lib/ledger/index.js';
import { repository } from '../../acceptance/built.js';
import { fingerprint, POLICY, PROD, imageOf as pinned, requestOf, stateOf } from '../../gate/place.js';
import type { Aws } from '../emulator/index.js';
import { type Resource, SmallStack } from '../small-stack.js';

/** What a stack is to be: a release, and whatever else its template says. */
export interface Wanted {
  readonly release: string;
  /** The image, where it is not the release's: what ECS makes of it is in its name. */
  readonly image?: string;
  /** Anything of the stack that is no service. */
  readonly infrastructure?: string;
}

/** The built function of a ledger, as its stack makes it. */
export async function deployFunction(aws: Aws, table: string): Promise<string> {
  const stack = new SmallStack(aws, `${table}-stack`);
  const code = readFileSync(join(repository, 'dist', 'bin', 'ledger-function', 'index.js'), 'utf8');
  const status = await stack.create(
    {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17' } } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: ledgerFunctionName(table),
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 900,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: code },
          Environment: { Variables: { TABLE: table } },
        },
      },
    },
    { Arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
  );
  if (status !== 'CREATE_COMPLETE') throw new Error(`the function's stack is ${status}`);
  return (await stack.outputs()).Arn ?? '';
}

/** A stack with a gate, one service of ECS, and an outcome. */
export class GatedStack {
  readonly stack: SmallStack;

  constructor(
    private readonly aws: Aws,
    private readonly token: string,
    readonly name: string,
  ) {
    this.stack = new SmallStack(aws, name);
  }

  async create(wanted: Wanted): Promise<string> {
    return this.stack.create(await this.resources(wanted));
  }

  async update(wanted: Wanted): Promise<string> {
    return this.stack.update(await this.resources(wanted));
  }

  /** What went wrong with the gate, or with the outcome, most recently. */
  async why(resource: 'Gate' | 'Outcome'): Promise<string> {
    const reasons = await this.stack.reasons(resource);
    return reasons.findLast((reason) => reason.includes('Received response status')) ?? '';
  }

  /** The fingerprint of what is wanted. */
  fingerprint(wanted: Wanted): string {
    return fingerprint(canonicalJson(wanted));
  }

  private async resources(wanted: Wanted): Promise<Readonly<Record<string, Resource>>> {
    const { subnetIds } = await this.aws.control.network();
    const said = { ServiceToken: this.token, Request: canonicalJson(requestOf(wanted.release)) };
    return {
      Gate: { Type: 'Custom::SlipwayGate', Properties: { ...said, Fingerprint: this.fingerprint(wanted) } },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: this.name } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: this.name,
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          Cpu: '256',
          Memory: '512',
          ContainerDefinitions: [{ Name: 'carts', Image: wanted.image ?? pinned(wanted.release) }],
        },
        DependsOn: ['Gate'],
        UpdateReplacePolicy: 'Retain',
      },
      Carts: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: 'carts',
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'Task' },
          DesiredCount: 1,
          LaunchType: 'FARGATE',
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnetIds.slice(0, 1) } },
          Tags: [{ Key: 'deployment:service', Value: 'carts' }],
        },
      },
      Parameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: `/${this.name}`, Value: wanted.infrastructure ?? 'as it is' },
        DependsOn: ['Gate'],
      },
      Outcome: {
        Type: 'Custom::SlipwayOutcome',
        Properties: {
          ...said,
          Deployment: { Ref: 'Gate' },
          Cluster: { Ref: 'Cluster' },
          Services: { carts: { Ref: 'Carts' } },
        },
        DependsOn: ['Carts', 'Parameter'],
      },
    };
  }
}

/** The record, as the command line reads it. */
export function ledgerOf(aws: Aws, table: string, append?: DynamoDbLedgerAppender): Ledger {
  const dynamodb = async () => {
    const { DynamoDBDocument } = await import('@aws-sdk/lib-dynamodb');
    return DynamoDBDocument.from(await aws.clients.dynamodb(), { marshallOptions: { removeUndefinedValues: true } });
  };
  const names = { project: POLICY.name, environments: {} };
  return new DynamoDbLedger(dynamodb, { table, names, ...(append === undefined ? {} : { append }) });
}

type DynamoDbLedgerAppender = NonNullable<ConstructorParameters<typeof DynamoDbLedger>[1]['append']>;

/** What is recorded of prod, in the order in which it was asked for: `<release> <status>`. */
export async function recorded(ledger: Ledger): Promise<readonly string[]> {
  const { deployments, deploymentOrder } = await stateOf(ledger);
  return deploymentOrder
    .map((id) => deployments[id])
    .flatMap((one) => (one?.environment === PROD ? [`${one.release} ${one.status}`] : []));
}
