import fc from 'fast-check';
import { didYouMean } from '../lib/suggest.js';

describe('did you mean', () => {
  const keys = ['environments', 'environmentTypes', 'services', 'serviceSets', 'name', 'id'];

  test.each([
    ['enviroments', 'environments'],
    ['Environments', 'environments'],
    ['service_sets', 'serviceSets'],
    ['service-sets', 'serviceSets'],
    ['serivces', 'services'],
    ['nmae', 'name'],
    ['iid', 'id'],
  ])('%s is probably %s', (word, meant) => {
    expect(didYouMean(word, keys)).toBe(meant);
  });

  test.each(['colour', 'x', '', 'replicas'])('%j is like none', (word) => {
    expect(didYouMean(word, keys)).toBeUndefined();
  });

  test('a difference of case or hyphens wins over a nearer word', () => {
    expect(didYouMean('bagapi', ['bagapis', 'bag-api'])).toBe('bag-api');
  });

  test('any word finds its way back after one slip, where nothing else is near', () => {
    const slip = fc
      .tuple(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(5))
      .map(([word, at]) => [word, word.slice(0, at) + word.slice(at + 1)] as const);
    fc.assert(
      fc.property(slip, ([word, slipped]) => expect(didYouMean(slipped, ['0000000', word])).toBe(word)),
      { numRuns: 100 },
    );
  });
});
