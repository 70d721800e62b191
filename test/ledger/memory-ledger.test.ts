import { MemoryLedger } from '../../lib/ledger/index.js';
import { ledgerConformance } from './ledger-conformance.js';

ledgerConformance('the memory ledger', async () => new MemoryLedger());
