import fc from 'fast-check';
import { itemSize, MAX_ITEM_BYTES, requireFits } from '../../lib/ledger/dynamodb/item-size.js';

describe('the size of an item', () => {
  test('counts the bytes of names and texts, not their letters', () => {
    expect(itemSize({ abc: 'de' })).toBe(5);
    expect(itemSize({ ä: '🚢' })).toBe(6);
  });

  test('counts what DynamoDB adds to lists and maps, and to each of their members', () => {
    expect(itemSize({ l: [] })).toBe(4);
    expect(itemSize({ l: ['ab', 'cd'] })).toBe(10);
    expect(itemSize({ m: { a: 'b' } })).toBe(7);
    expect(itemSize({ s: new Set(['ab']) })).toBe(7);
    expect(itemSize({ b: new Uint8Array(10), f: true, n: null })).toBe(15);
  });

  test('is never less than the texts in it take', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (item) => {
        const texts = JSON.stringify(Object.values(item)).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
        const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(JSON.parse(text) as string), 0);
        expect(itemSize(item)).toBeGreaterThanOrEqual(bytes);
      }),
    );
  });

  test('may be 400 KB and no byte more', () => {
    const text = 'x'.repeat(MAX_ITEM_BYTES - 1);
    expect(() => requireFits('event 7', { a: text })).not.toThrow();
    expect(() => requireFits('event 7', { a: `${text}x` })).toThrow('event 7 would take 409601 bytes');
  });
});
