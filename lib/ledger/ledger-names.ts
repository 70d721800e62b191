import { sha256 } from '../canonical.js';

/** The hash key of the table, and the two indexes by which the tools of before look releases up. All texts. */
export const ledgerSchema = {
  partitionKey: 'release_id',
  indexes: [
    { name: 'project_gsi', partitionKey: 'project_id', sortKey: 'date_created' },
    { name: 'deployment_gsi', partitionKey: 'project_id', sortKey: 'last_date_deployed' },
  ],
} as const;

/** Longest name that Lambda takes for a function; https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME = 64;
const SUFFIX = '-ledger';
const CHECK_DIGITS = 8;

/** Digits of an event's number in its key: a record of ten thousand million events sorts as text. */
const SEQ_DIGITS = 10;

/** The item that lists the projects of a table. No project is called so: an id has no `#` in it. */
export const PROJECTS_KEY = '#projects';

/** Two places that take turns, so that a checkpoint which is being written never destroys the one in use. */
export type Slot = 'A' | 'B';

/** The table of a project's record where nobody names one. Every project id makes a name that DynamoDB takes. */
export function ledgerTableName(project: string): string {
  return `slipway-${project}`;
}

/**
 * The function that writes to a ledger's table: `<table>-ledger`. Where Lambda would refuse that (more than 64
 * characters, or a `.`), it is changed and ends in a hash of the table's name, so that two tables never share one.
 */
export function ledgerFunctionName(table: string): string {
  const name = `${table}${SUFFIX}`;
  if (name.length <= MAX_FUNCTION_NAME && /^[A-Za-z0-9_-]+$/.test(name)) return name;
  // A name that was left as it is ends in the suffix, and this one in hex digits: they cannot meet.
  const check = `${SUFFIX}-${sha256(table).slice(0, CHECK_DIGITS)}`;
  return `${table.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, MAX_FUNCTION_NAME - check.length)}${check}`;
}

/** `<project>#event#<seq, 10 digits>` */
export function eventKey(project: string, seq: number): string {
  return `${project}#event#${String(seq).padStart(SEQ_DIGITS, '0')}`;
}

/** `<project>#head` */
export function headKey(project: string): string {
  return `${project}#head`;
}

/** `<project>#state#<slot>#<number from 0>` */
export function checkpointKey(project: string, slot: Slot, chunk: number): string {
  return `${project}#state#${slot}#${chunk}`;
}
