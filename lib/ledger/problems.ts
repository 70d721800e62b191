/** What can be wrong with a record, or with the place where it is kept. */
export const ledgerProblems = {
  DamagedRecord:
    'A file or an item of the record was changed, cut short, renamed or removed, or does not belong there.',
  UnknownEvent: 'The record holds an event of a kind that a later version of Slipway wrote.',
  RecordContended: 'Others wrote to the record again and again, and this write never got its turn.',
  StoreUnavailable: 'The folder of the record cannot be read or written.',
  LedgerNotFound: 'The table of the record does not exist in that account and region.',
  LedgerFunctionNotFound: 'The function that writes to the record does not exist in that account and region.',
  LedgerFunctionFailed:
    'The function that writes to the record failed or timed out, so it is not known whether it wrote.',
  ItemTooLarge: 'What is to be recorded is larger than an item of DynamoDB may be.',
  InvalidAppend: 'The function that writes to the record was asked for something that it does not understand.',
} as const;

export type LedgerProblemCode = keyof typeof ledgerProblems;
