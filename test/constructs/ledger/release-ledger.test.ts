import fs, { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { ECS } from '@aws-sdk/client-ecs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { permissions } from '../../../bin/doctor/permissions.js';
import {
  type IReleaseLedger,
  LedgerStack,
  ReleaseEnvironment,
  ReleaseLedger,
  type ReleaseLedgerProps,
} from '../../../constructs/index.js';
import { testRelease } from '../../../constructs/testing/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { GATE, OUTCOME, only, shop } from '../gated.js';
import { testApp } from '../in-stack.js';
import { Order } from '../order.js';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function render(props: Partial<ReleaseLedgerProps> = {}): Template {
  return Template.fromStack(new LedgerStack(testApp(), 'ledger', { project: 'shop', ...props }));
}

/** What somebody is allowed by a policy, one entry for each action. */
function allowed(statements: readonly Statement[]): { readonly action: string; readonly resources: string[] }[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => ({ action, resources: [Resource].flat().map((one) => JSON.stringify(one)) })),
    );
}

function statementsOf(template: Template): readonly Statement[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );
}

function actionsOf(template: Template): readonly string[] {
  return allowed(statementsOf(template)).map(({ action }) => action);
}

/** Whatever deletes or rewrites what stands in a table. */
const REWRITES =
  /^(\*|dynamodb:(\*|Delete.*|BatchWrite.*|PartiQL(Delete|Insert|Update|\*)|UpdateTimeToLive|Restore.*))$/;
const WRITES = /^(\*|dynamodb:(\*|(Put|Update|Delete)(Item|\*)|BatchWrite.*|PartiQL(Delete|Insert|Update|\*)))$/;

describe('the table', () => {
  const template = render();
  const { Properties } = only(template, 'AWS::DynamoDB::Table');

  test('is the one where the store `aws:` looks, with the keys that the tools of before know', () => {
    const key = (name: string, type: string) => ({ AttributeName: name, KeyType: type });
    expect(Properties).toMatchObject({
      TableName: 'slipway-shop',
      KeySchema: [key('release_id', 'HASH')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'project_gsi',
          KeySchema: [key('project_id', 'HASH'), key('date_created', 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'deployment_gsi',
          KeySchema: [key('project_id', 'HASH'), key('last_date_deployed', 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const types = Properties.AttributeDefinitions.map(({ AttributeType }: { AttributeType: string }) => AttributeType);
    expect(types).toEqual(['S', 'S', 'S', 'S']);
  });

  test('is paid by use, encrypted, can be restored, and stays when the stack goes', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    });
  });

  test('is encrypted with a key of one’s own where one is given, which the function may use', () => {
    const stack = new Stack(testApp(), 'x');
    const encryptionKey = new Key(stack, 'Key');
    new ReleaseLedger(stack, 'Ledger', { project: 'shop', encryptionKey });
    const keyed = Template.fromStack(stack);
    keyed.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: stack.resolve(encryptionKey.keyArn) },
    });
    expect(actionsOf(keyed)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
  });

  test('refuses to be written by anybody but the function, and to be rewritten by anybody at all', () => {
    const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
    const statements = Properties.ResourcePolicy.PolicyDocument.Statement as Statement[];
    expect(statements.map(({ Effect, Principal }) => [Effect, JSON.stringify(Principal)])).toEqual([
      ['Deny', '{"AWS":"*"}'],
      ['Deny', '{"AWS":"*"}'],
    ]);
    const [writing, rewriting] = statements as [Statement, Statement];
    expect(writing.Condition).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [role, 'Arn'] } } });
    expect(rewriting.Condition).toBeUndefined();
    expect([...writing.Action, ...rewriting.Action].sort()).toEqual(
      [
        'BatchWriteItem',
        'DeleteItem',
        'PartiQLDelete',
        'PartiQLInsert',
        'PartiQLUpdate',
        'PutItem',
        'UpdateItem',
        'UpdateTimeToLive',
      ].map((action) => `dynamodb:${action}`),
    );
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).toContain(':table/slipway-shop');
  });

  test('may have another name, and the function has one that belongs to it', () => {
    const other = render({ tableName: 'releases.of.all' });
    other.hasResourceProperties('AWS::DynamoDB::Table', { TableName: 'releases.of.all' });
    other.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: Match.stringLikeRegexp('^releases-of-all-ledger-[0-9a-f]{8}$'),
    });
  });
});

describe('the function', () => {
  const template = render();

  test('runs what the package brings, on a runtime with the AWS SDK, and knows its table', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'slipway-shop-ledger',
      Runtime: Match.stringLikeRegexp('^nodejs2\\d\\.x$'),
      Handler: 'index.handler',
      Timeout: 900,
      MemorySize: 512,
      Environment: {
        Variables: Match.objectLike({ TABLE: { Ref: new Order(template).only('AWS::DynamoDB::Table') } }),
      },
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  test('may do exactly what it needs', () => {
    expect([...actionsOf(template)].sort()).toEqual([
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStacks',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'ecs:DescribeServiceDeployments',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:DescribeTasks',
      'ecs:ListServiceDeployments',
      'ecs:ListTasks',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent(), Policies: Match.absent() });
  });

  test.each([
    ['cloudformation', CloudFormation],
    ['ecs', ECS],
  ])('may ask %s all that its code asks', (service, client) => {
    const code = readFileSync(join(__dirname, '../../../dist/bin/ledger-function/index.js'), 'utf8');
    const asked = Object.keys(client.prototype).filter((method) => code.includes(`.${method}(`));
    const needed = asked.map((method) => `${service}:${method[0]?.toUpperCase()}${method.slice(1)}`);
    expect(needed.filter((action) => !actionsOf(template).includes(action))).toEqual([]);
  });

  test('may change stacks of its project alone, and by change sets of Slipway alone', () => {
    const changing = statementsOf(render({ project: 'my_shop' })).filter(({ Action }) =>
      [Action].flat().some((action) => /Execute|ChangeSet|GetTemplate/.test(action)),
    );
    for (const { Resource } of changing) expect(JSON.stringify(Resource)).toMatch(/:stack\/my-shop-\*\/\*"/);
    const executing = changing.filter(({ Action }) => [Action].flat().includes('cloudformation:ExecuteChangeSet'));
    expect(executing).toEqual([
      expect.objectContaining({ Condition: { StringLike: { 'cloudformation:ChangeSetName': 'slipway-*' } } }),
    ]);
  });

  test('looks every five minutes at what follows by itself, or as often as one wants', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Input: '{"operation":"promote"}', RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PROMOTES: 'true' }) },
    });
    render({ promotionInterval: Duration.hours(1) }).hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
    });
  });

  test('makes nothing by itself where one does not want it, and may not either', () => {
    const without = render({ automaticPromotion: false });
    without.resourceCountIs('AWS::Events::Rule', 0);
    without.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PROMOTES: Match.absent() } },
    });
    expect(actionsOf(without).filter((action) => /ChangeSet|GetTemplate/.test(action))).toEqual([]);
  });

  test('may do it on everything only where AWS knows nothing narrower', () => {
    const everywhere = allowed(statementsOf(template)).filter(({ resources }) => resources.includes('"*"'));
    expect(everywhere.map(({ action }) => action)).toEqual(['ecs:DescribeTaskDefinition', 'ecs:ListTasks']);
  });

  test('may never delete or rewrite an event, whatever the table itself would say', () => {
    expect(actionsOf(template).filter((action) => REWRITES.test(action))).toEqual([]);
  });

  test('keeps its logs for three months, or as long as one wants', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: new Order(template).only('AWS::Logs::LogGroup') } },
    });
    const logRetention = RetentionDays.ONE_YEAR;
    render({ logRetention }).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('comes after its permissions, and nothing goes round in a circle', () => {
    const order = new Order(template);
    const before = order.before(order.only('AWS::Lambda::Function'));
    expect(before).toEqual(expect.arrayContaining([...order.ids('AWS::IAM::Policy'), ...order.ids(/DynamoDB/)]));
  });
});

test('a package that was not built says so, and what to do', () => {
  const { existsSync } = fs;
  const spy = jest.spyOn(fs, 'existsSync');
  spy.mockImplementation((path) => !/ledger-function/.test(String(path)) && existsSync(path));
  try {
    expect(() => render()).toThrow(SlipwayError);
    expect(() => render()).toThrow(/code of the ledger's function is missing/);
  } finally {
    spy.mockRestore();
  }
});

describe('a grant', () => {
  const roleIn = (stack: Stack) => new Role(stack, 'Somebody', { assumedBy: new ServicePrincipal('x.amazonaws.com') });

  /** What a role is allowed by an imported ledger: nothing else stands in the stack. */
  function granted(grant: (ledger: IReleaseLedger, role: Role) => unknown, props: StackProps = {}): Statement[] {
    const stack = new Stack(testApp(), 'x', props);
    const ledger = ReleaseLedger.fromLedgerAttributes(stack.node.root as never, 'Ledger', {
      tableName: 'slipway-shop',
      project: 'shop',
    });
    grant(ledger, roleIn(stack));
    return [...statementsOf(Template.fromStack(stack))];
  }

  const actions = (statements: readonly Statement[]) => allowed(statements).map(({ action }) => action);
  const [read, record, deploy] = [
    granted((ledger, role) => ledger.grants.read(role)),
    granted((ledger, role) => ledger.grants.record(role)),
    granted((ledger, role) => ledger.grants.deploy(role)),
  ];

  test('to read is for items, indexes and the table itself', () => {
    expect([...actions(read)].sort()).toEqual(
      ['BatchGetItem', 'DescribeTable', 'GetItem', 'Query'].map((one) => `dynamodb:${one}`),
    );
    const arns = allowed(read).flatMap(({ resources }) => resources);
    expect(arns.filter((arn) => !/:table\/slipway-shop(\/index\/\*)?"/.test(arn))).toEqual([]);
  });

  test('to record adds one thing: to ask the function', () => {
    const added = allowed(record).filter(({ action }) => !actions(read).includes(action));
    expect(added).toEqual([
      { action: 'lambda:InvokeFunction', resources: [expect.stringMatching(/slipway-shop-ledger"/)] },
    ]);
  });

  test('to deploy adds what the command line asks for itself, and the roles of the CDK', () => {
    expect(
      actions(deploy)
        .filter((action) => !actions(record).includes(action))
        .sort(),
    ).toEqual([
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
      'ecr:BatchGetImage',
      'ecr:DescribeImages',
      'ecs:DescribeServiceDeployments',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:DescribeTasks',
      'ecs:ListServiceDeployments',
      'ecs:ListTasks',
      'ssm:GetParameterHistory',
      'ssm:GetParameters',
      'ssm:GetParametersByPath',
      'ssm:PutParameter',
      'sts:AssumeRole',
    ]);
  });

  test('to deploy lets write the project’s own images only, and assume roles of the CDK only', () => {
    const of = (wanted: string) => allowed(deploy).find(({ action }) => action === wanted)?.resources;
    expect(of('ssm:PutParameter')).toEqual([expect.stringContaining(':parameter/shop/images/*"')]);
    expect(of('ssm:GetParameters')).toContainEqual(expect.stringContaining(':parameter/shop/deployments/*"'));
    expect(of('sts:AssumeRole')).toEqual([expect.stringContaining(':role/cdk-*"')]);
  });

  test('to deploy is for everything that `slipway doctor` looks for', () => {
    const looked = permissions.flatMap((permission) => permission.actions);
    expect([...new Set(looked)].filter((action) => !actions(deploy).includes(action))).toEqual([]);
  });

  test('to deploy another project than the ledger’s names it', () => {
    const other = granted((ledger, role) => ledger.grants.deploy(role, 'farm'));
    expect(JSON.stringify(other)).toContain(':parameter/farm/images/*');
    expect(JSON.stringify(other)).not.toContain(':parameter/shop/');
  });

  test('to deploy without a project is refused', () => {
    const stack = new Stack(testApp(), 'x');
    const ledger = ReleaseLedger.fromTableName(stack, 'Ledger', 'releases');
    const codes = () => {
      try {
        ledger.grants.deploy(roleIn(stack));
      } catch (error) {
        return error instanceof SlipwayError ? error.problems.map(({ code }) => code) : error;
      }
      return [];
    };
    expect(codes()).toEqual(['LedgerWithoutProject']);
  });

  test.each([
    ['read', read],
    ['record', record],
    ['deploy', deploy],
  ])('to %s lets nobody write to the table', (_, statements) => {
    expect(actions(statements).filter((action) => WRITES.test(action) || REWRITES.test(action))).toEqual([]);
  });

  test('holds for a ledger that is made in the same app, and for its key', () => {
    const stack = new Stack(testApp(), 'x');
    const encryptionKey = new Key(stack, 'Key');
    const ledger = new ReleaseLedger(stack, 'Ledger', { project: 'shop', encryptionKey });
    ledger.grants.deploy(roleIn(stack));
    const template = Template.fromStack(stack);
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const somebody = policies.filter(([id]) => id.startsWith('Somebody')).flatMap(([, { Properties }]) => Properties);
    expect(actions(somebody.flatMap(({ PolicyDocument }) => PolicyDocument.Statement))).toEqual(
      expect.arrayContaining(['dynamodb:Query', 'lambda:InvokeFunction', 'kms:Decrypt']),
    );
  });
});

describe('an imported ledger', () => {
  test('belongs to account and region of whichever stack uses it', () => {
    const app = testApp();
    const ledger = ReleaseLedger.fromTableName(app, 'Ledger', 'slipway-shop');
    const arns = ['eu-west-1', 'us-east-1'].map((region) => {
      const stack = new Stack(app, region, { env: { account: '123456789012', region } });
      return JSON.stringify(stack.resolve(ledger.functionArn));
    });
    expect(arns).toEqual(
      ['eu-west-1', 'us-east-1'].map((region) =>
        expect.stringContaining(`:lambda:${region}:123456789012:function:slipway-shop-ledger`),
      ),
    );
  });

  test('may have a function of another name', () => {
    const stack = new Stack(testApp(), 'x');
    const attributes = { tableName: 'releases', functionName: 'recorder' };
    const { functionArn } = ReleaseLedger.fromLedgerAttributes(stack, 'Ledger', attributes);
    expect(JSON.stringify(stack.resolve(functionArn))).toContain(':function:recorder');
  });
});

describe('the stack of a ledger', () => {
  test('is called after the project, and cannot be deleted by accident', () => {
    const stack = new LedgerStack(testApp(), 'x', { project: 'my_shop.2' });
    expect(stack.stackName).toBe('my-shop-2-ledger');
    expect(stack.terminationProtection).toBe(true);
  });

  test('renders the same bytes every time', () => {
    expect(JSON.stringify(render().toJSON())).toBe(JSON.stringify(render().toJSON()));
  });

  test('can be used by other stacks of the app, which are deployed after it and not tied to it by an export', () => {
    const app = testApp();
    const { ledger } = new LedgerStack(app, 'ledger', { project: 'shop' });
    const stack = new Stack(app, 'shop');
    const release = testRelease({ project: shop });
    new ReleaseEnvironment(stack, 'Default', { project: shop, environment: 'dev', release, ledger });
    const template = Template.fromStack(stack);
    for (const type of [GATE, OUTCOME])
      expect(JSON.stringify(only(template, type).Properties.ServiceToken)).toContain(':function:slipway-shop-ledger');
    expect(Template.fromStack(Stack.of(ledger)).toJSON()).not.toHaveProperty('Outputs');
    expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['shop-ledger']);
  });

  test('is no stack of its own where the ledger stands beside the services: it is made before the gate asks it', () => {
    const stack = new Stack(testApp(), 'shop');
    const ledger = new ReleaseLedger(stack, 'Ledger', { project: 'shop' });
    const release = testRelease({ project: shop });
    new ReleaseEnvironment(stack, 'Default', { project: shop, environment: 'dev', release, ledger });
    const order = new Order(Template.fromStack(stack));
    expect(order.before(order.only(GATE))).toEqual(
      expect.arrayContaining([order.only('AWS::Lambda::Function'), order.only('AWS::DynamoDB::Table')]),
    );
  });
});
