import fc from 'fast-check';
import { MAX_ID_LENGTH } from '../../lib/ids.js';
import {
  checkpointKey,
  eventKey,
  headKey,
  ledgerFunctionName,
  ledgerTableName,
} from '../../lib/ledger/ledger-names.js';

/** Every name that DynamoDB takes for a table. */
const tableName = fc.stringMatching(/^[A-Za-z0-9_.-]{3,255}$/);

describe('the names of a ledger', () => {
  test('a table is called after its project', () => {
    expect(ledgerTableName('sockshop')).toBe('slipway-sockshop');
  });

  test('a table’s name is one that DynamoDB takes, for the longest project, too', () => {
    expect(ledgerTableName('p'.repeat(MAX_ID_LENGTH))).toMatch(/^[A-Za-z0-9_.-]{3,255}$/);
  });

  test('a function is called after its table', () => {
    expect(ledgerFunctionName('slipway-sockshop')).toBe('slipway-sockshop-ledger');
  });

  test.each([
    ['slipway-wellcome.org', 'slipway-wellcome-org-ledger-'],
    [`slipway-${'p'.repeat(80)}`, `slipway-${'p'.repeat(40)}-ledger-`],
  ])('where Lambda would refuse that for %s, it is made to fit', (table, begin) => {
    const name = ledgerFunctionName(table);
    expect(name).toMatch(new RegExp(`^${begin}[0-9a-f]{8}$`));
    expect(name.length).toBeLessThanOrEqual(64);
  });

  test('a function’s name is always one that Lambda takes', () => {
    fc.assert(fc.property(tableName, (table) => /^[A-Za-z0-9_-]{1,64}$/.test(ledgerFunctionName(table))));
  });

  test('two tables never share a function, alike as they may look', () => {
    fc.assert(
      fc.property(tableName, (table) => {
        const changed = ledgerFunctionName(table);
        const alike = [changed, table.replaceAll('.', '-'), table.slice(0, 64), `${table}-ledger`, `${table}x`];
        for (const other of alike) if (other !== table) expect(ledgerFunctionName(other)).not.toBe(changed);
      }),
    );
  });

  test('keys of a record say what they are, and those of events sort by number', () => {
    expect(eventKey('sockshop', 42)).toBe('sockshop#event#0000000042');
    expect(headKey('sockshop')).toBe('sockshop#head');
    expect(checkpointKey('sockshop', 'B', 3)).toBe('sockshop#state#B#3');
  });
});
