import type { Lazily } from '../../lib/aws/index.js';
import { ledgerSchema } from '../../lib/ledger/index.js';
import { attempt } from './attempt.js';
import { absent, type Finding, ok, warning, wrong } from './finding.js';

interface Key {
  readonly AttributeName?: string | undefined;
  readonly KeyType?: string | undefined;
}

/** A table as DynamoDB describes it. */
export interface DescribedTable {
  readonly TableStatus?: string;
  readonly KeySchema?: readonly Key[];
  readonly AttributeDefinitions?: readonly {
    readonly AttributeName?: string | undefined;
    readonly AttributeType?: string | undefined;
  }[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName?: string; readonly KeySchema?: readonly Key[] }[];
  readonly DeletionProtectionEnabled?: boolean;
}

/** What of DynamoDB is asked; its client is one. */
export interface DescribesTables {
  describeTable(input: { TableName: string }): Promise<{ readonly Table?: DescribedTable | undefined }>;
  describeContinuousBackups(input: { TableName: string }): Promise<{
    readonly ContinuousBackupsDescription?: {
      readonly PointInTimeRecoveryDescription?: { readonly PointInTimeRecoveryStatus?: string };
    };
  }>;
}

export interface TableInQuestion {
  readonly table: string;
  readonly region: string;
  /** The stack that makes it. */
  readonly stack: string;
  readonly tables: Lazily<DescribesTables>;
}

/** Whether the table of the record is there, is one of a ledger or of the tools before it, and is kept safe. */
export async function checkTable(asked: TableInQuestion): Promise<readonly Finding[]> {
  const [table, backups] = await Promise.all([
    attempt('table', () => shape(asked)),
    attempt('backups', () => recovery(asked)),
  ]);
  return [...table, ...backups];
}

async function shape({ table, region, stack, tables }: TableInQuestion): Promise<readonly Finding[]> {
  const found = await unlessMissing((await tables()).describeTable({ TableName: table }));
  if (found?.Table === undefined)
    return [
      absent('table', `there is no table ${table} in ${region}`, `make it once with \`npx cdk deploy ${stack}\``),
    ];
  const { TableStatus: status = 'ACTIVE', DeletionProtectionEnabled: isProtected = false } = found.Table;
  const why = whyNoLedger(found.Table);
  if (why !== undefined)
    return [
      wrong(
        'table',
        `${table} in ${region} is the table of something else: ${why}`,
        'name the right one with --store aws:<table>',
      ),
    ];
  if (status !== 'ACTIVE' && status !== 'UPDATING')
    return [
      wrong(
        'table',
        `${table} in ${region} is ${status}`,
        `look at it: \`aws dynamodb describe-table --table-name ${table} --region ${region}\``,
      ),
    ];
  return [ok('table', `${table} in ${region}`), ...(isProtected ? [] : [unprotected(table, region)])];
}

/** The keys are what everything rests on; indexes are only looked up by, but one of that name with other keys misleads. */
function whyNoLedger({
  KeySchema = [],
  AttributeDefinitions = [],
  GlobalSecondaryIndexes = [],
}: DescribedTable): string | undefined {
  const keys = KeySchema.map(keyText).join(', ');
  const { partitionKey, indexes } = ledgerSchema;
  if (keys !== `${partitionKey} HASH`) return `its key is ${keys || 'unknown'}, and not ${partitionKey} alone`;
  const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === partitionKey)?.AttributeType;
  if (type !== 'S') return `${partitionKey} is no text`;
  const odd = indexes.find(({ name, partitionKey, sortKey }) => {
    const found = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
    return found !== undefined && found.KeySchema?.map(keyText).join(', ') !== `${partitionKey} HASH, ${sortKey} RANGE`;
  });
  return odd === undefined ? undefined : `its index ${odd.name} has other keys`;
}

function keyText({ AttributeName = '?', KeyType = '?' }: Key): string {
  return `${AttributeName} ${KeyType}`;
}

function unprotected(table: string, region: string): Finding {
  return warning(
    'table',
    `${table} may be deleted: it is not protected against it`,
    `\`aws dynamodb update-table --table-name ${table} --deletion-protection-enabled --region ${region}\``,
  );
}

async function recovery({ table, region, tables }: TableInQuestion): Promise<readonly Finding[]> {
  const found = await unlessMissing((await tables()).describeContinuousBackups({ TableName: table }));
  if (found === undefined) return [];
  const { PointInTimeRecoveryStatus: status } =
    found.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  if (status === 'ENABLED') return [ok('backups', 'the table can be restored to any moment of the last days')];
  return [
    warning(
      'backups',
      `${table} has no point-in-time recovery: a record that is lost stays lost`,
      `\`aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region ${region}\``,
    ),
  ];
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /^(ResourceNotFound|TableNotFound)Exception$/.test(error.name)) return undefined;
    throw error;
  }
}
