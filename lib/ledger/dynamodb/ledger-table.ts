import type { DynamoDBDocument, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { explainAws, type Lazily } from '../../aws/index.js';
import { SlipwayError } from '../../problem.js';
import type { LedgerProblemCode } from '../problems.js';
import { waitAfter } from './patience.js';

export type Item = Readonly<Record<string, unknown>>;

/** A write of a transaction, without the name of the table. */
export type Write =
  | (Terms & { readonly put: Item })
  /** Of the item with that key. */
  | (Terms & { readonly update: string; readonly expression: string });

/** The condition under which a write is made, and what its expressions speak of. */
interface Terms {
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

/** Whether a transaction was made, and if not the reason that DynamoDB gives for each of its writes (`None` for those it would have made). */
export type Transaction = { readonly made: true } | { readonly made: false; readonly reasons: readonly string[] };

/** Most keys that one BatchGetItem takes. */
export const KEYS_PER_CALL = 100;
const CALLS_AT_ONCE = 4;
/** How often in a row DynamoDB may hand back every key of a call. */
const MAX_FRUITLESS = 8;

/** The table of a ledger: consistent reads, conditional writes. */
export class LedgerTable {
  constructor(
    private readonly dynamodb: Lazily<DynamoDBDocument>,
    readonly name: string,
  ) {}

  async get(key: string): Promise<Item | undefined> {
    return this.called(async (document) => {
      const { Item } = await document.get({ TableName: this.name, Key: { release_id: key }, ConsistentRead: true });
      return Item;
    });
  }

  /** The items of these keys that there are, by key. A hundred keys are one call. */
  async getAll(keys: readonly string[]): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    const batches: (readonly string[])[] = [];
    for (let from = 0; from < keys.length; from += KEYS_PER_CALL) batches.push(keys.slice(from, from + KEYS_PER_CALL));
    for (let from = 0; from < batches.length; from += CALLS_AT_ONCE)
      await Promise.all(batches.slice(from, from + CALLS_AT_ONCE).map((batch) => this.getBatch(batch, found)));
    return found;
  }

  /** One item, if the condition holds for what is there; else nothing, and false. */
  async write(write: Write): Promise<boolean> {
    try {
      await this.called((document) =>
        'put' in write ? document.put(this.toPut(write)) : document.update(this.toUpdate(write)),
      );
      return true;
    } catch (error) {
      if (nameOf(error) === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  /** All of these, or none. */
  async transact(writes: readonly Write[]): Promise<Transaction> {
    const TransactItems = writes.map((write) =>
      'put' in write ? { Put: this.toPut(write) } : { Update: this.toUpdate(write) },
    ) as TransactWriteCommandInput['TransactItems'];
    try {
      await this.called((document) => document.transactWrite({ TransactItems }));
      return { made: true };
    } catch (error) {
      const reasons = reasonsOf(error);
      if (reasons === undefined) throw error;
      return { made: false, reasons };
    }
  }

  private async getBatch(batch: readonly string[], found: Map<string, Item>): Promise<void> {
    let keys = batch;
    for (let fruitless = 0; keys.length > 0; ) {
      const { items, left } = await this.getSome(keys);
      for (const item of items) found.set(String(item.release_id), item);
      fruitless = left.length < keys.length ? 0 : fruitless + 1;
      if (fruitless > MAX_FRUITLESS) throw throttled('BatchGetItem');
      keys = left;
      // An answer that is full at 16 MB leaves keys too; only an empty one says that the table is busy.
      if (fruitless > 0) await waitAfter(fruitless);
    }
  }

  private async getSome(
    keys: readonly string[],
  ): Promise<{ readonly items: readonly Item[]; readonly left: readonly string[] }> {
    const Keys = keys.map((key) => ({ release_id: key }));
    const { Responses, UnprocessedKeys } = await this.called((document) =>
      document.batchGet({ RequestItems: { [this.name]: { Keys, ConsistentRead: true } } }),
    );
    const left = (UnprocessedKeys?.[this.name]?.Keys ?? []).map(({ release_id }) => String(release_id));
    return { items: Responses?.[this.name] ?? [], left };
  }

  private toPut({ put, ...terms }: Extract<Write, { put: Item }>) {
    return { TableName: this.name, Item: { ...put }, ...expressed(terms) };
  }

  private toUpdate({ update, expression, ...terms }: Extract<Write, { update: string }>) {
    return {
      TableName: this.name,
      Key: { release_id: update },
      UpdateExpression: expression,
      ...expressed(terms),
    };
  }

  private async called<T>(call: (document: DynamoDBDocument) => Promise<T>): Promise<T> {
    const document = await this.dynamodb();
    try {
      return await call(document);
    } catch (error) {
      if (nameOf(error) !== 'ResourceNotFoundException') throw error;
      throw ledgerNotFound(this.name, await document.config.region());
    }
  }
}

function expressed({ condition, names, values }: Terms) {
  return {
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
  };
}

/** DynamoDB went on refusing, as it tells it inside of an answer and not as an error of the call. */
export function throttled(action: string): unknown {
  const error = Object.assign(new Error('too many calls'), { name: 'ThrottlingException' });
  return explainAws(error, { service: 'dynamodb', action });
}

function ledgerNotFound(table: string, region: string): SlipwayError {
  const stack = table.startsWith('slipway-') ? `${table.slice('slipway-'.length)}-ledger` : '<project>-ledger';
  return new SlipwayError('unavailable', {
    code: 'LedgerNotFound' satisfies LedgerProblemCode,
    message: `there is no table ${table} in ${region} of the AWS account that the credentials belong to`,
    hint: `deploy the ledger once with \`cdk deploy ${stack}\`, or look at AWS_PROFILE and AWS_REGION`,
  });
}

/** Undefined where the transaction did not end by being cancelled. */
function reasonsOf(error: unknown): readonly string[] | undefined {
  const name = nameOf(error);
  if (name === 'TransactionConflictException' || name === 'TransactionInProgressException')
    return ['TransactionConflict'];
  if (name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons = [] } = error as { CancellationReasons?: readonly { readonly Code?: string }[] };
  return CancellationReasons.map(({ Code }) => Code ?? 'None');
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
