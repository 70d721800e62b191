export {
  type AppendAnswer,
  type Appender,
  type AppendOperation,
  type AppendRequest,
  answerAppend,
  type LedgerNames,
} from './append-request.js';
export { DirectoryLedger } from './directory/directory-ledger.js';
export { DynamoDbAppender } from './dynamodb/dynamodb-appender.js';
export { DynamoDbLedger, type DynamoDbLedgerOptions } from './dynamodb/dynamodb-ledger.js';
export { LambdaAppender } from './lambda/lambda-appender.js';
export type { Ledger, LedgerView } from './ledger.js';
export { ledgerFunctionName, ledgerSchema, ledgerTableName } from './ledger-names.js';
export { MemoryLedger } from './memory-ledger.js';
export { ledgerProblems } from './problems.js';
export { ProposingLedger } from './proposing-ledger.js';
export { type Recording, record } from './record.js';
