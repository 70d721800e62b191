import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ledgerSchema } from '../lib/ledger/ledger-names.js';

/** What changes items. A transaction needs the permission of each of its parts, so it has none of its own. */
const WRITING = ['PutItem', 'UpdateItem', 'PartiQLInsert', 'PartiQLUpdate'];

/** What nobody ever does with events: they are not deleted, do not run out, and are not written past the conditions. */
const REWRITING = ['DeleteItem', 'PartiQLDelete', 'BatchWriteItem', 'UpdateTimeToLive'];

export interface LedgerTableProps {
  readonly tableName: string;
  readonly tableArn: string;
  readonly encryptionKey?: IKey;

  /** Who alone may write. */
  readonly writer: IRole;
}

/**
 * The table of a ledger: releases as items of their own, which two indexes find by project, and one item per event.
 *
 * A plain table and not a global one: between replicas the last writer wins, and a record with one writer needs every
 * condition to hold everywhere at once.
 */
export function ledgerTable(scope: Construct, id: string, props: LedgerTableProps): Table {
  const { encryptionKey } = props;
  const table = new Table(scope, id, {
    tableName: props.tableName,
    partitionKey: text(ledgerSchema.partitionKey),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: encryptionKey === undefined ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    resourcePolicy: nobodyElseWrites(props),
  });
  for (const { name, partitionKey, sortKey } of ledgerSchema.indexes)
    table.addGlobalSecondaryIndex({ indexName: name, partitionKey: text(partitionKey), sortKey: text(sortKey) });
  return table;
}

function text(name: string): { readonly name: string; readonly type: AttributeType } {
  return { name, type: AttributeType.STRING };
}

/**
 * Refuses what permissions elsewhere may allow, an administrator's among them. By the name of the role and not as its
 * principal, which would be another one after the role was made anew; by the name of the table and not as a reference,
 * which would be one of the table to itself.
 */
function nobodyElseWrites({ writer, tableArn }: LedgerTableProps): PolicyDocument {
  const deny = (sid: string, actions: readonly string[], conditions?: Record<string, unknown>): PolicyStatement =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [tableArn],
      conditions,
    });
  return new PolicyDocument({
    statements: [
      deny('OnlyTheLedgerWrites', WRITING, { ArnNotEquals: { 'aws:PrincipalArn': writer.roleArn } }),
      deny('NobodyRewrites', REWRITING),
    ],
  });
}
