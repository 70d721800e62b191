import { AwsClients } from '../../lib/aws/index.js';
import type { ArtifactKey } from '../../lib/ids.js';
import { DynamoDbLedger, ledgerFunctionName, ledgerSchema } from '../../lib/ledger/index.js';
import type { EventDraft, Fact } from '../../lib/promotion/index.js';
import { Machine } from '../cli/machine.js';
import { deploymentRequested, PROJECT, releaseCreated } from '../ledger/drafts.js';
import {
  ACCOUNT,
  type Aws,
  CountingProxy,
  describeEmulator,
  type Fault,
  faults,
  REGION,
  startAws,
  useEnvironment,
} from './emulator/index.js';

const TABLE = 'slipway-sockshop';

const MANIFEST = `
project: sockshop
store: "aws:"
environments:
  - { id: dev }
  - { id: production, after: [dev] }
services:
  - { id: carts, image: carts }
`;

interface Check {
  readonly name: string;
  readonly outcome: string;
  readonly message: string;
  readonly hint?: string;
}

describeEmulator('doctor on AWS', () => {
  let aws: Aws;
  let proxy: CountingProxy;
  let resetEnvironment: () => void;
  let machine: Machine;

  beforeAll(async () => {
    aws = await startAws();
    proxy = await CountingProxy.before(aws.endpoint);
    resetEnvironment = useEnvironment(proxy.env);
    machine = new Machine(MANIFEST);
    machine.env = {};
  });
  afterAll(async () => {
    machine?.remove();
    resetEnvironment?.();
    await proxy?.stop();
    await aws?.stop();
  });
  afterEach(() => {
    proxy.calm();
    proxy.forget();
  });

  async function examined(...argv: string[]) {
    const { code, json } = await machine.json('doctor', ...argv);
    const outcomes: Record<string, string[]> = {};
    for (const { name, outcome } of json.checks as Check[]) outcomes[name] = [...(outcomes[name] ?? []), outcome];
    return { code, outcomes, checks: json.checks as readonly Check[] };
  }

  /** What stands in an account after its bootstrap and the ledger's stack. */
  async function setUp(protectedTable: boolean): Promise<void> {
    const { partitionKey, indexes } = ledgerSchema;
    const texts = [...new Set([partitionKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])])];
    const dynamodb = await aws.clients.dynamodb();
    await dynamodb.createTable({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: protectedTable,
      KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
      AttributeDefinitions: texts.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        Projection: { ProjectionType: 'ALL' },
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
      })),
    });
    const iam = await aws.clients.iam();
    const { Role } = await iam.createRole({
      RoleName: 'ledger',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      }),
    });
    await (await aws.clients.lambda()).createFunction({
      FunctionName: ledgerFunctionName(TABLE),
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip() },
    });
    await (await aws.clients.ssm()).putParameter({
      Name: '/cdk-bootstrap/hnb659fds/version',
      Value: '28',
      Type: 'String',
    });
  }

  async function record(drafts: readonly EventDraft[]): Promise<void> {
    const names = { project: 'Sock Shop', environments: {} };
    const ledger = new DynamoDbLedger(new AwsClients().dynamodb, { table: TABLE, names });
    for (const draft of drafts) {
      const { heads } = await ledger.view(PROJECT);
      if ((await ledger.append(PROJECT, heads, draft)) === undefined) throw new Error('somebody else wrote');
    }
  }

  test('an empty account: what is missing is told with the commands that make it', async () => {
    const { code, outcomes, checks } = await examined();
    expect(code).toBe(7);
    expect(outcomes).toMatchObject({
      region: ['ok'],
      credentials: ['ok'],
      table: ['wrong'],
      function: ['wrong'],
      bootstrap: ['wrong'],
      record: ['not-checked'],
      images: ['not-checked'],
      deployments: ['not-checked'],
    });
    const hints = checks.map(({ hint = '' }) => hint).join('\n');
    expect(hints).toContain('npx cdk deploy sockshop-ledger');
    expect(hints).toContain(`npx cdk bootstrap aws://${ACCOUNT}/${REGION}`);
  });

  test('an account that was set up: nothing is wrong, and nothing but reading was called', async () => {
    await setUp(false);
    machine.write('node_modules/aws-cdk/package.json', '{"name":"aws-cdk","version":"2.1148.1"}');
    const { code, outcomes } = await examined();
    expect(outcomes).toMatchObject({
      table: ['ok', 'warning'],
      backups: ['warning'],
      function: ['ok'],
      bootstrap: ['ok'],
      record: ['ok'],
      images: ['ok'],
      deployments: ['ok'],
      // moto calls itself a user of STS, whom IAM does not know.
      permissions: ['not-checked'],
    });
    expect(code).toBe(0);
    expect(
      Object.keys(proxy.counts({ ours: true })).filter((name) => !/:(Get|Describe|BatchGet|Query)/.test(name)),
    ).toEqual(['lambda:Invoke']);
    expect(await aws.control.invocations()).toEqual([]);
  });

  test('what was recommended and done is no warning any more', async () => {
    const dynamodb = await aws.clients.dynamodb();
    await dynamodb.updateTable({ TableName: TABLE, DeletionProtectionEnabled: true });
    await dynamodb.updateContinuousBackups({
      TableName: TABLE,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect((await examined()).outcomes).toMatchObject({ table: ['ok'], backups: ['ok'] });
  });

  test('what may not be asked is not checked, with the permission that asking needs', async () => {
    proxy.inject(faults.denied(), { ours: true, name: 'dynamodb:DescribeContinuousBackups', times: Infinity });
    proxy.inject(faults.denied(), { ours: true, name: 'ssm:GetParameters', times: Infinity });
    const { code, outcomes, checks } = await examined();
    expect(code).toBe(0);
    expect(outcomes).toMatchObject({
      backups: ['not-checked'],
      bootstrap: ['not-checked'],
      function: ['ok'],
      table: ['ok'],
      record: ['ok'],
    });
    const told = checks.map(({ message }) => message).join('\n');
    expect(told).toContain('dynamodb:DescribeContinuousBackups');
    expect(told).toContain('ssm:GetParameters');
  });

  test('credentials that AWS does not take are told once, and ask for nothing else', async () => {
    proxy.inject(faults.modelled('ExpiredToken', 'the token is expired', 403), {
      ours: true,
      name: 'sts',
      times: Infinity,
    });
    const { code, outcomes } = await examined();
    expect(code).toBe(7);
    expect(outcomes).toMatchObject({ credentials: ['wrong'], record: ['not-checked'], permissions: ['not-checked'] });
    expect(proxy.counts({ ours: true })).toEqual({ 'sts:GetCallerIdentity': 1 });
  });

  test('a user is told which permissions are missing', async () => {
    const iam = await aws.clients.iam();
    await iam.createUser({ UserName: 'tim' });
    const { AccessKey } = await iam.createAccessKey({ UserName: 'tim' });
    const reset = useEnvironment({
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    });
    proxy.inject(simulation(['ssm:PutParameter', 'lambda:InvokeFunction']), {
      name: 'iam:SimulatePrincipalPolicy',
      times: Infinity,
    });
    try {
      const { code, checks } = await examined();
      expect(code).toBe(1);
      expect(checks.filter(({ name }) => name === 'permissions')).toMatchObject([
        { outcome: 'wrong', message: 'missing, to add to the record: lambda:InvokeFunction' },
        { outcome: 'wrong', message: 'missing, to publish and look up images: ssm:PutParameter' },
      ]);
      expect(checks.find(({ name }) => name === 'credentials')?.message).toBe(`arn:aws:iam::${ACCOUNT}:user/tim`);
    } finally {
      reset();
    }
  });

  test('an image that vanished, and a deployment that was left behind', async () => {
    const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/carts:1.0.0`;
    const { numbered } = releaseCreated('rel-000000000001');
    const { fact, ...made } = numbered(1);
    const requested = deploymentRequested('rel-000000000001', 1);
    const finished: Fact = {
      type: 'deployment.finished',
      deployment: 'dep-1' as never,
      fence: 1,
      outcome: 'succeeded',
      artifacts: {},
    };
    if (fact.type !== 'release.created') throw new Error('a release is created');
    await record([
      { ...made, fact: { ...fact, release: { ...fact.release, images: { ['carts' as ArtifactKey]: { image } } } } },
      requested,
      { ...requested, fact: finished },
      deploymentRequested('rel-000000000001', 2),
    ]);
    machine.gone = ['host/1'];
    const { code, checks } = await examined();
    expect(code).toBe(1);
    expect(checks.filter(({ name }) => name === 'images' || name === 'deployments')).toMatchObject([
      { outcome: 'wrong', message: `dev: carts of release 1, which runs there, is gone: ${image}` },
      { outcome: 'warning', hint: expect.stringContaining('`slipway reconcile dev`') },
    ]);
  });

  test('the account that an environment names is compared with the one that is called', async () => {
    const other = new Machine(MANIFEST.replace('{ id: production,', '{ id: production, account: "210987654321",'));
    other.env = {};
    try {
      const { json } = await other.json('doctor');
      const accounts = (json.checks as Check[]).filter(({ name }) => name === 'account');
      expect(accounts).toMatchObject([{ outcome: 'wrong', environment: 'production' }]);
      const { json: dev } = await other.json('doctor', 'dev');
      expect((dev.checks as Check[]).filter(({ name, outcome }) => name === 'account' && outcome === 'wrong')).toEqual(
        [],
      );
    } finally {
      other.remove();
    }
  });
});

/** IAM's own answer, which the emulator does not give: everything is allowed but what is named. */
function simulation(refused: readonly string[]): Fault {
  return {
    kind: 'answer',
    answer: ({ body }) => {
      const actions = [...new URLSearchParams(body)].flatMap(([name, value]) =>
        name.startsWith('ActionNames.member.') ? [value] : [],
      );
      const members = actions.map(
        (action) =>
          `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${
            refused.includes(action) ? 'implicitDeny' : 'allowed'
          }</EvalDecision><MissingContextValues/></member>`,
      );
      const result = `<EvaluationResults>${members.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>${result}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
      };
    },
  };
}

/** A ZIP archive without anything in it. */
function emptyZip(): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return end;
}
