import { irreversible } from '../../lib/targets/index.js';
import { resourceChanges } from '../../lib/targets/resource-changes.js';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is told of going from one stack to another: the codes, each with the resource. */
function told(before: Resources, after: Resources): string[] {
  return irreversible(changesOf(before, after)).map(({ code, logicalId }) => `${code} ${logicalId}`);
}

function changesOf(before: Resources, after: Resources) {
  return resourceChanges(JSON.stringify({ Resources: before }), JSON.stringify({ Resources: after }));
}

const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } };
const renamed = { ...table, Properties: { TableName: 'orders-2' } };
const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: '/shop/a', Value: '1' } };

describe('what no rollback undoes', () => {
  test.each([
    'AWS::RDS::DBInstance',
    'AWS::RDS::DBCluster',
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::EFS::FileSystem',
    'AWS::ElastiCache::ReplicationGroup',
    'AWS::OpenSearchService::Domain',
    'AWS::SQS::Queue',
    'AWS::Kinesis::Stream',
    'AWS::EC2::Volume',
    'AWS::SecretsManager::Secret',
    'AWS::Cognito::UserPool',
    'AWS::Logs::LogGroup',
    'AWS::ECR::Repository',
  ])('is that a resource of %s is deleted with what it holds', (Type) => {
    expect(told({ data: { Type } }, {})).toEqual(['DataLost data']);
  });

  test('is that such a resource is replaced by a new one', () => {
    expect(irreversible(changesOf({ data: table }, { data: renamed }))).toEqual([
      {
        code: 'DataLost',
        logicalId: 'data',
        message: 'AWS::DynamoDB::Table data is replaced by a new one, and what it holds is lost',
      },
    ]);
  });

  test('is less where the resource, or a snapshot of it, stays behind', () => {
    expect(told({ data: { ...table, DeletionPolicy: 'Retain' } }, {})).toEqual(['DataLeftBehind data']);
    expect(told({ data: { ...table, DeletionPolicy: 'RetainExceptOnCreate' } }, {})).toEqual(['DataLeftBehind data']);
    expect(told({ data: { ...table, UpdateReplacePolicy: 'Retain' } }, { data: renamed })).toEqual([
      'DataLeftBehind data',
    ]);
    const cluster = { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Snapshot' };
    const [snapshot] = irreversible(changesOf({ data: cluster }, {}));
    expect(snapshot).toMatchObject({ code: 'DataLeftBehind', message: expect.stringContaining('a snapshot') });
  });

  test('each policy counts for what it is about alone', () => {
    expect(told({ data: { ...table, UpdateReplacePolicy: 'Retain' } }, {})).toEqual(['DataLost data']);
    expect(told({ data: { ...table, DeletionPolicy: 'Retain' } }, { data: renamed })).toEqual(['DataLost data']);
  });

  test('is that a parameter goes away, or changes its name, and not that its value changes', () => {
    const moved = { ...parameter, Properties: { ...parameter.Properties, Name: '/shop/b' } };
    const changed = { ...parameter, Properties: { ...parameter.Properties, Value: '2' } };
    expect(told({ p: parameter }, {})).toEqual(['ParameterRemoved p']);
    expect(told({ p: parameter }, { p: moved })).toEqual(['ParameterRemoved p']);
    expect(told({ p: parameter }, { p: changed })).toEqual([]);
    expect(told({ p: { ...parameter, DeletionPolicy: 'Retain' } }, {})).toEqual([]);
  });

  test('is nothing that is added, updated in place, or holds no data', () => {
    const task = { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'carts' } };
    const other = { ...task, Properties: { Family: 'carts-2' } };
    expect(told({}, { data: table })).toEqual([]);
    const kept = { ...table, Properties: { ...table.Properties, DeletionProtectionEnabled: true } };
    expect(told({ data: table }, { data: kept })).toEqual([]);
    expect(told({ task }, { task: other })).toEqual([]);
    expect(told({ task }, {})).toEqual([]);
  });
});
