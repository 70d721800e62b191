import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { ReleaseLedger } from 'slipway/constructs';
import { type PermissionPlace, permissions } from '../../bin/doctor/permissions.js';
import { checkPermissions, type SimulatesPolicies } from '../../bin/doctor/permissions-check.js';
import { principalOf } from '../../bin/doctor/principal.js';
import { explainAws } from '../../lib/aws/index.js';

const ACCOUNT = '123456789012';
const PLACE: PermissionPlace = {
  partition: 'aws',
  region: 'eu-west-1',
  account: ACCOUNT,
  project: 'sockshop',
  service: 'carts',
  stack: 'sockshop-dev',
  cluster: 'shared',
  repository: 'carts',
  qualifier: 'hnb659fds',
  ledger: { table: 'slipway-sockshop', functionName: 'slipway-sockshop-ledger' },
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ci/deployer`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/run-7`;

interface Answers {
  readonly refused?: readonly string[];
  readonly depends?: readonly string[];
  readonly role?: Error;
  readonly simulating?: unknown;
}

/** IAM that allows everything but what is named, and what it was asked. */
function iam({ refused = [], depends = [], role, simulating }: Answers = {}) {
  const asked: { source: string; resource: string; actions: readonly string[] }[] = [];
  const client: SimulatesPolicies = {
    async getRole() {
      if (role !== undefined) throw role;
      return { Role: { Arn: ROLE } };
    },
    async simulatePrincipalPolicy({ PolicySourceArn: source, ActionNames: actions, ResourceArns: [resource = ''] }) {
      if (simulating !== undefined) throw simulating;
      asked.push({ source, resource, actions });
      return {
        EvaluationResults: actions.map((action) => ({
          EvalActionName: action,
          EvalDecision: refused.includes(action) || depends.includes(action) ? 'implicitDeny' : 'allowed',
          MissingContextValues: depends.includes(action) ? ['aws:SourceVpc'] : [],
        })),
      };
    },
  };
  return {
    asked,
    check: (arn = SESSION, place = PLACE) =>
      checkPermissions({ arn, account: ACCOUNT, region: 'eu-west-1' }, place, async () => client),
  };
}

const denied = explainAws(Object.assign(new Error('no'), { name: 'AccessDenied' }), { service: 'iam', action: 'x' });

test('the permissions that are checked are those that a ledger grants to whoever deploys', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false, analyticsReporting: false }), 'Grants');
  const role = new Role(stack, 'Deployer', { assumedBy: new AccountRootPrincipal() });
  ReleaseLedger.fromTableName(stack, 'Ledger', 'slipway-sockshop').grants.deploy(role, 'sockshop');
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const granted = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
  );
  expect([...new Set(permissions.flatMap(({ actions }) => actions))].sort()).toEqual([...new Set(granted)].sort());
});

test('whoever has all of them is told so in one line', async () => {
  const { check } = iam();
  expect(await check()).toMatchObject([{ outcome: 'ok', message: expect.stringMatching(/^all \d+ /) }]);
});

test('those that are missing are told by name, with what they are needed for and on what', async () => {
  const { check } = iam({ refused: ['ssm:PutParameter', 'dynamodb:GetItem'] });
  expect(await check()).toMatchObject([
    {
      outcome: 'wrong',
      message: expect.stringMatching(/read the record: dynamodb:GetItem$/),
      hint: expect.stringContaining('table/slipway-sockshop'),
    },
    {
      outcome: 'wrong',
      message: expect.stringMatching(/ssm:PutParameter$/),
      hint: expect.stringContaining('parameter/sockshop/images/'),
    },
  ]);
});

test('one that depends on conditions is not called missing', async () => {
  const { check } = iam({ depends: ['lambda:InvokeFunction'] });
  expect(await check()).toMatchObject([
    { outcome: 'not-checked', message: expect.stringMatching(/lambda:InvokeFunction depends on aws:SourceVpc$/) },
  ]);
});

test('the policies are those of the role behind a session, with the path that only IAM knows', async () => {
  const known = iam();
  await known.check();
  expect(new Set(known.asked.map(({ source }) => source))).toEqual(new Set([ROLE]));
  const guessed = iam({ role: new Error('no') });
  await guessed.check();
  expect(guessed.asked[0]?.source).toBe(`arn:aws:iam::${ACCOUNT}:role/deployer`);
});

test('a record in files needs none of the permissions of a ledger', async () => {
  const { ledger: _, ...place } = PLACE;
  const { asked, check } = iam();
  await check(SESSION, place);
  const services = asked.flatMap(({ actions }) => actions.map((action) => action.split(':')[0]));
  expect(services).not.toContain('dynamodb');
  expect(services).toContain('cloudformation');
});

test('where IAM may not be asked, that is said with the permission that asking needs', async () => {
  expect(await iam({ simulating: denied }).check()).toMatchObject([
    { outcome: 'not-checked', hint: expect.stringContaining('iam:SimulatePrincipalPolicy') },
  ]);
});

test('where IAM cannot tell, nothing is guessed', async () => {
  expect(await iam({ simulating: new Error('NotImplemented') }).check()).toMatchObject([{ outcome: 'not-checked' }]);
  const { asked, check } = iam();
  expect(await check(`arn:aws:sts::${ACCOUNT}:federated-user/tim`)).toMatchObject([{ outcome: 'not-checked' }]);
  expect(asked).toEqual([]);
});

test.each([
  [`arn:aws:iam::${ACCOUNT}:user/people/tim`, { kind: 'user' }],
  [`arn:aws:iam::${ACCOUNT}:root`, { kind: 'root' }],
  [SESSION, { kind: 'role', roleName: 'deployer', arn: `arn:aws:iam::${ACCOUNT}:role/deployer` }],
  [`arn:aws-cn:sts::${ACCOUNT}:assumed-role/deployer/s`, { arn: `arn:aws-cn:iam::${ACCOUNT}:role/deployer` }],
  [`arn:aws:sts::${ACCOUNT}:user/moto`, { kind: 'other' }],
  ['', { kind: 'other' }],
])('%s is understood', (arn, expected) => {
  expect(principalOf(arn)).toMatchObject(expected);
});
