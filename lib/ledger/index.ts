export { DirectoryLedger } from './directory/directory-ledger.js';
export type { Ledger, LedgerView } from './ledger.js';
export { MemoryLedger } from './memory-ledger.js';
export { ledgerProblems } from './problems.js';
export { type Recording, record } from './record.js';
