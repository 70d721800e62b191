import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-wildcards.js';
import { FUNCTION_TIMEOUT } from './function-timeout.js';
import { ledgerCode } from './ledger-code.js';

/** What runs in ECS can be asked for service by service; task definitions, and lists of Fargate's tasks, cannot. */
const OBSERVING: readonly (readonly [actions: readonly string[], resource: string])[] = [
  [['DescribeServices', 'ListServiceDeployments'], 'service/*'],
  [['DescribeServiceDeployments'], 'service-deployment/*'],
  [['DescribeTasks'], 'task/*'],
];

export interface LedgerFunctionProps {
  readonly functionName: string;
  readonly logRetention: RetentionDays;
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
    const { functionName, logRetention } = this.#props;
    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention });
    this.#permit(table, logGroup);
    return new LambdaFunction(this, 'Resource', {
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
      environment: { TABLE: table.tableName },
    });
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
