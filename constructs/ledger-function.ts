import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { stackNameOf } from '../lib/manifest/stack-name.js';
import { acknowledgeWildcards } from './acknowledged-wildcards.js';
import { FUNCTION_TIMEOUT } from './function-timeout.js';
import { ledgerCode } from './ledger-code.js';

/** What runs in ECS can be asked for service by service; task definitions, and lists of Fargate's tasks, cannot. */
const OBSERVING: readonly (readonly [actions: readonly string[], resource: string])[] = [
  [['DescribeServices', 'ListServiceDeployments'], 'service/*'],
  [['DescribeServiceDeployments'], 'service-deployment/*'],
  [['DescribeTasks'], 'task/*'],
];

/** Which change sets it may execute, where it promotes by itself: those that Slipway has named. */
const CHANGE_SETS = 'slipway-*';

export interface LedgerFunctionProps {
  readonly functionName: string;
  readonly logRetention: RetentionDays;
  /** What it makes by itself; absent where nothing. */
  readonly promoting?: Promoting;
}

/** What a function makes by itself of what was prepared. */
export interface Promoting {
  /** The project whose stacks it may change. */
  readonly project: string;
  /** How often it looks whether anything has become due. */
  readonly every: Duration;
}

/** The function behind a ledger, with a role and a log group of its own. */
export class LedgerFunction extends Construct {
  readonly role: Role;
  readonly #props: LedgerFunctionProps;

  /** Begins with the role: the table refuses everybody else, so it needs the role before the function can need the table. */
  constructor(scope: Construct, id: string, props: LedgerFunctionProps) {
    super(scope, id);
    this.#props = props;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'The only writer of a Slipway ledger',
    });
  }

  /** @throws SlipwayError with `NoLedgerFunction` */
  writing(table: ITable): LambdaFunction {
    const { functionName, logRetention, promoting } = this.#props;
    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention });
    this.#permit(table, logGroup);
    if (promoting !== undefined) this.#permitPromoting(promoting);
    const made = new LambdaFunction(this, 'Resource', {
      functionName,
      description: 'Appends to a Slipway ledger, and opens and ends the deployments of stacks',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(ledgerCode(this)),
      timeout: FUNCTION_TIMEOUT,
      // A delivery that CloudFormation waits for no more is not worth making.
      maxEventAge: FUNCTION_TIMEOUT,
      memorySize: 512,
      role: this.role,
      logGroup,
      environment: { TABLE: table.tableName, ...(promoting === undefined ? {} : { PROMOTES: 'true' }) },
    });
    if (promoting !== undefined) this.#lookFromTimeToTime(made, promoting);
    return made;
  }

  /** Soaks end and windows open without anybody's doing. */
  #lookFromTimeToTime(made: LambdaFunction, { every }: Promoting): void {
    const target = new LambdaTarget(made, {
      event: RuleTargetInput.fromObject({ operation: 'promote' }),
      // The next look sees the same.
      retryAttempts: 0,
    });
    new Rule(this, 'Schedule', {
      description: 'Lets the function of a Slipway ledger look at what follows by itself',
      schedule: Schedule.rate(every),
      targets: [target],
    });
  }

  /**
   * To make what was prepared. The role that changes the stack was given to the change set when it was made, by somebody who
   * may pass it.
   */
  #permitPromoting({ project }: Promoting): void {
    const stacks = this.#arn('cloudformation', `stack/${stackNameOf(project, undefined, '')}*/*`);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['cloudformation:DescribeChangeSet', 'cloudformation:ExecuteChangeSet'],
        resources: [stacks],
        conditions: { StringLike: { 'cloudformation:ChangeSetName': CHANGE_SETS } },
      }),
    );
    this.#allow(['cloudformation:GetTemplate'], [stacks]);
    acknowledgeWildcards(this.role, [
      [stacks, 'the project may have any environment; only change sets of Slipway are executed'],
    ]);
  }

  #permit(table: ITable, logGroup: LogGroup): void {
    const items = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'];
    this.#allow(
      items.map((action) => `dynamodb:${action}`),
      [table.tableArn],
    );
    this.#allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const looking = ['DescribeStacks', 'DescribeStackResource', 'ListStackResources'];
    this.#allow(
      looking.map((action) => `cloudformation:${action}`),
      [this.#arn('cloudformation', 'stack/*')],
    );
    for (const [actions, resource] of OBSERVING)
      this.#allow(
        actions.map((action) => `ecs:${action}`),
        [this.#arn('ecs', resource)],
      );
    this.#allow(['ecs:DescribeTaskDefinition', 'ecs:ListTasks'], ['*']);
    table.encryptionKey?.grantEncryptDecrypt(this.role);
    acknowledgeWildcards(this.role, [
      [this.#arn('cloudformation', 'stack/*'), 'any stack of the account may hold a gate; it is only read'],
      ...OBSERVING.map(
        ([, resource]) => [this.#arn('ecs', resource), 'any cluster may run a release; it is only read'] as const,
      ),
      ['*', 'AWS knows no narrower resource for reading task definitions and for listing tasks of Fargate'],
    ]);
  }

  #allow(actions: string[], resources: string[]): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  }

  #arn(service: string, resource: string): string {
    return Stack.of(this).formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}
