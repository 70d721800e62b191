/** What can be wrong with a record, or with the place where it is kept. */
export const ledgerProblems = {
  DamagedRecord: 'A file of the record was changed, cut short, renamed or removed, or does not belong there.',
  UnknownEvent: 'The record holds an event of a kind that a later version of Slipway wrote.',
  RecordContended: 'Others wrote to the record again and again, and this write never got its turn.',
  StoreUnavailable: 'The folder of the record cannot be read or written.',
} as const;

export type LedgerProblemCode = keyof typeof ledgerProblems;
