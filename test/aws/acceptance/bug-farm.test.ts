import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../../acceptance/built.js';
import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { Team, type Wishes } from './team.js';

const EXAMPLE = parse(readFileSync(join(repository, 'examples', 'bugfarm', 'slipway.yaml'), 'utf8')) as Wishes & {
  readonly project: string;
  readonly name: string;
};
const TABLE = 'slipway-bugfarm_73649';
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

/** The names of Wellcome's release table. */
const ATTRIBUTES = [
  'created_at',
  'date_created',
  'deployments',
  'description',
  'images',
  'project_id',
  'project_name',
  'release_id',
  'release_manifest',
  'requested_by',
];

describeEmulator("the bug farm, by the steps of Wellcome's first release tool", () => {
  let account: Account;
  let farm: Team;
  let release: string;

  beforeAll(async () => {
    account = await Account.open();
    const { environments, services = [], name } = EXAMPLE;
    farm = await Team.withLedger(account, EXAMPLE.project, { environments, services, rest: { name } });
  });
  afterAll(async () => {
    farm?.leave();
    await account?.close();
  });

  const dynamodb = async () => {
    const { DynamoDBDocument } = await import('@aws-sdk/lib-dynamodb');
    return DynamoDBDocument.from(await account.aws.clients.dynamodb());
  };
  /** As the tools of before read a release. */
  const item = async (): Promise<Record<string, unknown>> =>
    (await (await dynamodb()).get({ TableName: TABLE, Key: { release_id: release } })).Item ?? {};
  const query = async (IndexName: string): Promise<readonly Record<string, unknown>[]> => {
    const { Items = [] } = await (await dynamodb()).query({
      TableName: TABLE,
      IndexName,
      KeyConditionExpression: 'project_id = :project',
      ExpressionAttributeValues: { ':project': EXAMPLE.project },
      ScanIndexForward: false,
    });
    return Items;
  };

  test('the images are in SSM under the label latest, with who put them there', async () => {
    const images = ['hatching', 'feeding'].map((service) => `${service}=http://example.com/images/${service}/00001`);
    await farm.do('publish', ...images);
    expect(await farm.parameter('images/latest/hatching')).toBe('example.com/images/hatching/00001');
    expect(await farm.parameter('images/latest/feeding')).toBe('example.com/images/feeding/00001');
    const { Parameters = [] } = await (await account.aws.clients.ssm()).describeParameters({});
    const [hatching] = Parameters.filter(({ Name }) => Name === `/${EXAMPLE.project}/images/latest/hatching`);
    expect(hatching?.Description).toContain('tim@example.com');
  });

  test('a release of what latest is now is an entry in the table, with exactly the attributes of before', async () => {
    const { json } = await farm.told('release', 'create', '--description', 'Some description');
    release = (json as { readonly id: string }).id;
    const found = await item();
    expect(Object.keys(found).sort()).toEqual(ATTRIBUTES);
    expect(found).toMatchObject({
      release_id: release,
      project_id: 'bugfarm_73649',
      project_name: 'Bug farm',
      date_created: ISO,
      created_at: Math.floor(Date.parse(String(found.date_created)) / 1000),
      description: 'Some description',
      images: { hatching: 'example.com/images/hatching/00001', feeding: 'example.com/images/feeding/00001' },
      deployments: [],
      requested_by: { id: 'tim@example.com', name: expect.any(String) },
    });
    expect(JSON.parse(String(found.release_manifest))).toMatchObject({ project: 'bugfarm_73649' });
    expect(await query('project_gsi')).toEqual([found]);
    expect(await query('deployment_gsi')).toEqual([]);
  });

  test('requesting a deployment appends to its entry, and `cdk deploy -c release=<id>` is all there is to do', async () => {
    await farm.deployStack('stage', '-c', `release=${release}`);
    const found = await item();
    expect(Object.keys(found).sort()).toEqual([...ATTRIBUTES, 'last_date_deployed'].sort());
    expect(found.deployments).toEqual([
      {
        date_created: found.last_date_deployed,
        description: expect.any(String),
        environment: { id: 'stage', name: 'Staging' },
        requested_by: { id: 'cloudformation/bugfarm-73649-stage', name: expect.any(String) },
      },
    ]);
    expect(found.last_date_deployed).toEqual(ISO);
    expect(await query('deployment_gsi')).toEqual([found]);
    expect(await farm.versions('stage')).toEqual({
      hatching: 'example.com/images/hatching/00001',
      feeding: 'example.com/images/feeding/00001',
    });
    expect(await farm.recorded('stage')).toEqual(['1 deploy succeeded']);
  });

  test('with `slipway deploy` the entry names who asked, and why', async () => {
    await farm.do('verdict', 'stage', 'pass');
    await farm.do('deploy', release, '--environment', 'prod', '--reason', 'new pipeline');
    expect((await item()).deployments).toEqual([
      expect.objectContaining({ environment: { id: 'stage', name: 'Staging' } }),
      {
        date_created: ISO,
        description: 'new pipeline',
        environment: { id: 'prod', name: 'Production' },
        requested_by: { id: 'tim@example.com', name: expect.any(String) },
      },
    ]);
    const [newest] = await query('deployment_gsi');
    expect(newest).toMatchObject({ release_id: release, last_date_deployed: ISO });
  });

  test('the stack of each environment says in SSM which release and which images run', async () => {
    expect(JSON.parse((await farm.parameter('deployments/prod')) ?? '')).toMatchObject({ release, number: 1 });
    expect(await farm.parameter('images/prod/hatching')).toBe('example.com/images/hatching/00001');
  });
});
