import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ArnComponents, ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { ledgerFunctionName, ledgerTableName } from '../lib/ledger/ledger-names.js';
import { arnAcross, arnHere } from './arn-here.js';
import { LedgerFunction } from './ledger-function.js';
import { LedgerGrants } from './ledger-grants.js';
import { ledgerTable } from './ledger-table.js';

/** A ledger in DynamoDB, made in this app or elsewhere. */
export interface IReleaseLedger extends IConstruct {
  readonly tableName: string;

  /** The function that alone writes to the table, and that opens and ends the deployments of stacks. */
  readonly functionArn: string;

  /** Lets people and CI read the record, add to it, and deploy. */
  readonly grants: LedgerGrants;
}

export interface ReleaseLedgerAttributes {
  readonly tableName: string;

  /**
   * @default - the one that Slipway gives the function
   */
  readonly functionName?: string;

  /**
   * The project whose images `grants.deploy` allows to publish.
   *
   * @default - named with each `grants.deploy`
   */
  readonly project?: string;

  /**
   * The key of your own that encrypts the table.
   *
   * @default - none
   */
  readonly encryptionKey?: IKey;
}

export interface ReleaseLedgerProps {
  /** The project's id. */
  readonly project: string;

  /**
   * @default - `slipway-<project>`, where the store `aws:` looks for it; another one is the store `aws:<table>`
   */
  readonly tableName?: string;

  /**
   * @default - the key that AWS manages for DynamoDB in the account
   */
  readonly encryptionKey?: IKey;

  /**
   * How long the function's logs are kept. They are no part of the record.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether the function makes the changes that were prepared for environments with `promote: auto`, as soon as the law
   * lets them: it may then execute change sets of Slipway on stacks of the project.
   *
   * @default true
   */
  readonly automaticPromotion?: boolean;

  /**
   * How often the function looks whether a change has become due by time alone; it looks after every verdict and approval
   * as well. Whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly promotionInterval?: Duration;
}

/**
 * The record of a project's releases and deployments in DynamoDB: the table, and the function that alone may write to it.
 * Whoever may invoke the function can add to the record; nobody can change or delete what stands there, because the table
 * itself refuses it. The table stays when the stack goes.
 */
export class ReleaseLedger extends Construct implements IReleaseLedger {
  /** A ledger that exists, in account and region of whichever stack uses it; `scope` may be the app. */
  static fromTableName(scope: Construct, id: string, tableName: string): IReleaseLedger {
    return ReleaseLedger.fromLedgerAttributes(scope, id, { tableName });
  }

  /** A ledger that exists, in account and region of whichever stack uses it; `scope` may be the app. */
  static fromLedgerAttributes(scope: Construct, id: string, attributes: ReleaseLedgerAttributes): IReleaseLedger {
    return new ImportedLedger(scope, id, attributes);
  }

  readonly tableName: string;
  readonly tableArn: string;
  readonly functionArn: string;
  readonly project: string;
  readonly encryptionKey?: IKey;
  readonly grants: LedgerGrants;
  readonly table: ITable;
  readonly function: IFunction;

  /** @throws SlipwayError with `NoLedgerFunction` where the package was not built */
  constructor(scope: Construct, id: string, props: ReleaseLedgerProps) {
    super(scope, id);
    const { project, encryptionKey, tableName = ledgerTableName(project), automaticPromotion = true } = props;
    const { promotionInterval: every = Duration.minutes(5) } = props;
    const stack = Stack.of(this);
    const writer = new LedgerFunction(this, 'Function', {
      functionName: ledgerFunctionName(tableName),
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      ...(automaticPromotion ? { promoting: { project, every } } : {}),
    });
    this.table = ledgerTable(this, 'Table', {
      tableName,
      tableArn: stack.formatArn(tableOf(tableName)),
      encryptionKey,
      writer: writer.role,
    });
    this.function = writer.writing(this.table);
    this.tableName = tableName;
    this.tableArn = arnAcross(stack, this.table.tableArn, tableOf(tableName));
    this.functionArn = arnAcross(stack, this.function.functionArn, functionOf(ledgerFunctionName(tableName)));
    this.project = project;
    this.encryptionKey = encryptionKey;
    this.grants = new LedgerGrants(this);
  }
}

class ImportedLedger extends Construct implements IReleaseLedger {
  readonly tableName: string;
  readonly tableArn: string;
  readonly functionArn: string;
  readonly project: string | undefined;
  readonly encryptionKey: IKey | undefined;
  readonly grants: LedgerGrants;

  constructor(scope: Construct, id: string, attributes: ReleaseLedgerAttributes) {
    super(scope, id);
    const { tableName, functionName = ledgerFunctionName(tableName) } = attributes;
    this.tableName = tableName;
    this.tableArn = arnHere(tableOf(tableName));
    this.functionArn = arnHere(functionOf(functionName));
    this.project = attributes.project;
    this.encryptionKey = attributes.encryptionKey;
    this.grants = new LedgerGrants(this);
  }
}

function tableOf(tableName: string): ArnComponents {
  return { service: 'dynamodb', resource: 'table', resourceName: tableName };
}

function functionOf(functionName: string): ArnComponents {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return { service: 'lambda', resource: 'function', resourceName: functionName, arnFormat };
}
