import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ledgerSchema } from '../../../lib/ledger/index.js';

/** Creates the table of a ledger as the ledger's stack would: hash key and two indexes, on demand. */
export async function createTable(dynamodb: DynamoDB, table: string): Promise<void> {
  const { waitUntilTableExists } = await import('@aws-sdk/client-dynamodb');
  const { partitionKey, indexes } = ledgerSchema;
  const names = new Set([partitionKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])]);
  await dynamodb.createTable({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
    AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes.map(({ name, partitionKey: hash, sortKey }) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })),
  });
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1 }, { TableName: table });
}
