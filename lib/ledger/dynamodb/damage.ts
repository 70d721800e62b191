import { SlipwayError } from '../../problem.js';
import type { LedgerProblemCode } from '../problems.js';

/** Which item of which table. */
export interface ItemPlace {
  readonly table: string;
  readonly key: string;
}

/** The record is not what was recorded. `why` goes on from the item's name. */
export function damagedItem({ table, key }: ItemPlace, why: string): SlipwayError {
  return new SlipwayError('failed', {
    code: 'DamagedRecord' satisfies LedgerProblemCode,
    message: `item ${key} of table ${table} ${why}`,
    hint: 'restore the item from the table’s point-in-time recovery, and see in CloudTrail who wrote past the ledger',
    at: { file: `aws:${table}`, path: key },
  });
}

export function unknownEvent({ table, key }: ItemPlace, kind: string): SlipwayError {
  return new SlipwayError('failed', {
    code: 'UnknownEvent' satisfies LedgerProblemCode,
    message: `item ${key} of table ${table} holds an event of the kind "${kind}", which this version of Slipway does not know`,
    hint: 'a later version wrote it: update Slipway',
    at: { file: `aws:${table}`, path: key },
  });
}
