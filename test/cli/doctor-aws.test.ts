import { checkAccounts } from '../../bin/doctor/account.js';
import { checkBootstrap } from '../../bin/doctor/bootstrap.js';
import { type AsksCaller, checkCaller } from '../../bin/doctor/caller.js';
import { checkFunction } from '../../bin/doctor/ledger-function.js';
import { checkTable, type DescribedTable } from '../../bin/doctor/ledger-table.js';
import { explainAws } from '../../lib/aws/index.js';
import { environment } from '../promotion/world.js';

const CALLER = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/tim', region: 'eu-west-1' };

/** An error as the SDK throws it. */
function aws(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** The same where the clients have said what it means to a user. */
function explained(name: string, service: string, action: string): unknown {
  return explainAws(aws(name), { service, action });
}

describe('region and credentials', () => {
  const sts =
    (answer: AsksCaller['getCallerIdentity'], region = async () => 'eu-west-1') =>
    async () => ({
      config: { region },
      getCallerIdentity: answer,
    });

  test('say who calls, and where', async () => {
    const { findings, caller } = await checkCaller(sts(async () => ({ Account: CALLER.account, Arn: CALLER.arn })));
    expect(findings).toMatchObject([
      { name: 'region', outcome: 'ok', message: 'eu-west-1' },
      { name: 'credentials', outcome: 'ok', message: CALLER.arn },
    ]);
    expect(caller).toEqual(CALLER);
  });

  test('no region is wrong, and nobody is asked', async () => {
    const { findings, caller } = await checkCaller(
      sts(
        () => Promise.reject(new Error('asked')),
        async () => {
          throw new Error('Region is missing');
        },
      ),
    );
    expect(findings).toMatchObject([
      { name: 'region', outcome: 'wrong', absent: true, hint: expect.stringContaining('AWS_REGION') },
    ]);
    expect(caller).toBeUndefined();
  });

  test.each(['CredentialsProviderError', 'ExpiredToken', 'ThrottlingException'])('%s is wrong', async (name) => {
    const { findings, caller } = await checkCaller(
      sts(() => Promise.reject(explained(name, 'sts', 'GetCallerIdentity'))),
    );
    expect(findings.at(-1)).toMatchObject({ name: 'credentials', outcome: 'wrong', absent: true });
    expect(caller).toBeUndefined();
  });
});

describe('accounts', () => {
  const elsewhere = environment('production', { aws: { account: '210987654321' } });
  const here = environment('dev', { aws: { account: CALLER.account } });

  test('that the manifest does not name are not compared', () => {
    expect(checkAccounts([environment('dev')], CALLER)).toMatchObject([{ outcome: 'not-checked' }]);
  });

  test("are the caller's, or wrong, each environment by name", () => {
    expect(checkAccounts([here, environment('hardening')], CALLER)).toMatchObject([{ outcome: 'ok' }]);
    expect(checkAccounts([here, elsewhere], CALLER)).toMatchObject([
      { outcome: 'wrong', environment: 'production', message: expect.stringContaining('210987654321') },
    ]);
  });
});

describe('the bootstrap', () => {
  const check = (versions: Readonly<Record<string, string | Error>>, qualifier = 'hnb659fds') =>
    checkBootstrap(CALLER, {
      regions: Object.keys(versions),
      qualifier,
      ssm: (region) => async () => ({
        getParameters: async ({ Names: [name = ''] }) => {
          const version = versions[region] ?? '';
          if (version instanceof Error) throw version;
          return version === '' ? {} : { Parameters: [{ Name: name, Value: version }] };
        },
      }),
    });

  test('is told for each region', async () => {
    expect(await check({ 'eu-west-1': '28', 'us-east-1': '6' })).toMatchObject([
      { outcome: 'ok', message: 'eu-west-1: version 28' },
      { outcome: 'ok', message: 'us-east-1: version 6' },
    ]);
  });

  test('that is missing or too old is wrong, with the command to paste', async () => {
    const hint = expect.stringContaining('npx cdk bootstrap aws://123456789012/eu-west-1');
    expect(await check({ 'eu-west-1': '' })).toMatchObject([{ outcome: 'wrong', absent: true, hint }]);
    expect(await check({ 'eu-west-1': '5' })).toMatchObject([{ outcome: 'wrong', hint }]);
  });

  test('has the qualifier of the project', async () => {
    expect(await check({ 'eu-west-1': '' }, 'shop')).toMatchObject([
      { hint: expect.stringContaining('--qualifier shop') },
    ]);
  });

  test('that may not be looked at in one region is looked at in the others', async () => {
    const denied = explained('AccessDeniedException', 'ssm', 'GetParameters') as Error;
    expect(await check({ 'eu-west-1': denied, 'us-east-1': '28' })).toMatchObject([
      { outcome: 'not-checked', message: expect.stringContaining('ssm:GetParameters') },
      { outcome: 'ok' },
    ]);
  });
});

describe('the table of the record', () => {
  const KEYS = [{ AttributeName: 'release_id', KeyType: 'HASH' }];
  const TEXTS = ['release_id', 'project_id', 'date_created', 'last_date_deployed'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  }));
  const index = (IndexName: string, sort: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: 'project_id', KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ],
  });
  const OURS: DescribedTable = {
    TableStatus: 'ACTIVE',
    KeySchema: KEYS,
    AttributeDefinitions: TEXTS,
    GlobalSecondaryIndexes: [index('project_gsi', 'date_created'), index('deployment_gsi', 'last_date_deployed')],
    DeletionProtectionEnabled: true,
  };

  const check = (table: DescribedTable | Error, recovery: string | Error = 'ENABLED') =>
    checkTable({
      table: 'slipway-sockshop',
      region: 'eu-west-1',
      stack: 'sockshop-ledger',
      tables: async () => ({
        describeTable: async () => {
          if (table instanceof Error) throw table;
          return { Table: table };
        },
        describeContinuousBackups: async () => {
          if (recovery instanceof Error) throw recovery;
          return {
            ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: recovery } },
          };
        },
      }),
    });

  test('is there and safe', async () => {
    expect(await check(OURS)).toMatchObject([
      { name: 'table', outcome: 'ok' },
      { name: 'backups', outcome: 'ok' },
    ]);
  });

  test('of the tools before us is taken, and what keeps it safe is missed', async () => {
    const { DeletionProtectionEnabled: _, ...wellcome } = OURS;
    expect(await check(wellcome, 'DISABLED')).toMatchObject([
      { name: 'table', outcome: 'ok' },
      { name: 'table', outcome: 'warning', hint: expect.stringContaining('--deletion-protection-enabled') },
      { name: 'backups', outcome: 'warning', hint: expect.stringContaining('PointInTimeRecoveryEnabled=true') },
    ]);
  });

  test('that is not there is wrong once, with the command that makes it', async () => {
    expect(await check(aws('ResourceNotFoundException'), aws('TableNotFoundException'))).toMatchObject([
      { name: 'table', outcome: 'wrong', absent: true, hint: expect.stringContaining('cdk deploy sockshop-ledger') },
    ]);
  });

  test.each<[string, Partial<DescribedTable>]>([
    ['another key', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }],
    ['a sort key', { KeySchema: [...KEYS, { AttributeName: 'number', KeyType: 'RANGE' }] }],
    ['a key that is a number', { AttributeDefinitions: [{ AttributeName: 'release_id', AttributeType: 'N' }] }],
    ['an index of other keys', { GlobalSecondaryIndexes: [index('project_gsi', 'number')] }],
  ])('with %s is of something else', async (_, change) => {
    expect((await check({ ...OURS, ...change }))[0]).toMatchObject({
      outcome: 'wrong',
      message: expect.stringContaining('something else'),
    });
  });

  test('that is being deleted is wrong', async () => {
    expect((await check({ ...OURS, TableStatus: 'DELETING' }))[0]).toMatchObject({ outcome: 'wrong' });
  });

  test('of whose backups may not be asked', async () => {
    const denied = explained('AccessDeniedException', 'dynamodb', 'DescribeContinuousBackups') as Error;
    expect(await check(OURS, denied)).toMatchObject([
      { outcome: 'ok' },
      { outcome: 'not-checked', message: expect.stringContaining('dynamodb:DescribeContinuousBackups') },
    ]);
  });
});

describe('the function of the ledger', () => {
  const asked: unknown[] = [];
  const check = (failure?: Error) =>
    checkFunction({
      functionName: 'slipway-sockshop-ledger',
      region: 'eu-west-1',
      stack: 'sockshop-ledger',
      lambda: async () => ({
        invoke: async (input) => {
          asked.push(input);
          if (failure !== undefined) throw failure;
        },
      }),
    });

  test('is asked for and not run', async () => {
    expect(await check()).toMatchObject([{ outcome: 'ok' }]);
    expect(asked).toEqual([{ FunctionName: 'slipway-sockshop-ledger', InvocationType: 'DryRun' }]);
  });

  test('that may not be invoked is wrong: that is what was asked', async () => {
    expect(await check(explained('AccessDeniedException', 'lambda', 'Invoke') as Error)).toMatchObject([
      { outcome: 'wrong', hint: expect.stringContaining('lambda:InvokeFunction') },
    ]);
  });

  test('that is not there is wrong, with the command that makes it', async () => {
    expect(await check(aws('ResourceNotFoundException'))).toMatchObject([
      { outcome: 'wrong', absent: true, hint: expect.stringContaining('cdk deploy sockshop-ledger') },
    ]);
  });
});
