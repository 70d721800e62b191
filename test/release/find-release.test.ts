import type { ProjectId, ReleaseId, ServiceSetId } from '../../lib/ids';
import { assertReleaseFits, findRelease, type Release, requireRelease } from '../../lib/release';
import { codesOf, problemsOf } from '../images/problems-of';
import { main, release, sockshop } from './releases';

function numbered(number: number, id: string): Release {
  return release({ carts: `carts:${number}` }, { number, id: id as ReleaseId });
}

const first = numbered(1, 'rel-ab0000000001');
const second = numbered(2, 'rel-ab1234567890');
const third = numbered(3, 'rel-cd1234567890');
const twelfth = numbered(12, 'rel-120000000000');
const all = [first, second, third, twelfth];

function found(releases: Parameters<typeof findRelease>[0], text: string): unknown {
  const result = findRelease(releases, text);
  if (result.kind === 'found') return result.release.number;
  return result.kind === 'ambiguous' ? result.candidates.map(({ number }) => number) : undefined;
}

describe('a release', () => {
  test.each([
    ['2', 2],
    ['12', 12],
    ['rel-cd1234567890', 3],
    ['cd1234567890', 3],
    ['rel-cd', 3],
    ['rel-ab1', 2],
    ['ab12', 2],
    ['1200', 12],
  ])('is found by %s', (text, number) => expect(found(all, text)).toBe(number));

  test.each([
    '99',
    '0',
    '02',
    'ab',
    'rel-',
    'rel-ef',
    'REL-CD',
    'cd12345678901',
    'latest',
    '',
    ' 2',
    '-1',
    '1e0',
    'constructor',
  ])('is not found by %j', (text) => expect(found(all, text)).toBeUndefined());

  test('is ambiguous by the beginning of several ids, newest first', () => {
    expect(found(all, 'rel-ab')).toEqual([2, 1]);
  });

  test('is meant by its number where a number could also be the beginning of an id', () => {
    const releases = [numbered(1200, 'rel-ffff00000000'), twelfth];
    expect(found(releases, '1200')).toBe(1200);
    expect(found(releases, 'rel-1200')).toBe(12);
  });

  test('is ambiguous by a number that two merged branches both gave', () => {
    expect(found([third, numbered(3, 'rel-ef0000000000')], '3')).toEqual([3, 3]);
  });

  test('is found in a state’s releases as in a list, and a release that is there twice is one', () => {
    const record = Object.fromEntries(all.map((one) => [one.id, one])) as Record<ReleaseId, Release>;
    expect(found(record, 'rel-cd')).toBe(3);
    expect(found(new Set(all), '2')).toBe(2);
    expect(found([second, second], '2')).toBe(2);
    expect(found({}, '2')).toBeUndefined();
  });
});

describe('a release that is needed', () => {
  test('is given', () => expect(requireRelease(all, '2')).toBe(second));

  test('is refused with the candidates where it is ambiguous', () => {
    const [problem] = problemsOf(() => requireRelease(all, 'rel-ab'));
    expect(problem).toEqual({
      code: 'AmbiguousRelease',
      message: '"rel-ab" may be any of 2 releases',
      hint: 'give more of the id of rel-ab1234567890 (number 2), rel-ab0000000001 (number 1)',
    });
  });

  test('is refused with a guess, or with the newest, where it is unknown', () => {
    expect(problemsOf(() => requireRelease(all, 'rel-cd1234567899'))).toEqual([
      {
        code: 'UnknownRelease',
        message: 'there is no release "rel-cd1234567899"',
        hint: 'did you mean rel-cd1234567890?',
      },
    ]);
    expect(problemsOf(() => requireRelease(all, '99'))[0]?.hint).toBe(
      'the newest are rel-120000000000 (number 12), rel-cd1234567890 (number 3), rel-ab1234567890 (number 2)',
    );
    expect(problemsOf(() => requireRelease([], '1'))[0]?.hint).toContain('slipway release create');
  });
});

describe('a release of another project', () => {
  const bugfarm = release({ hatching: 'hatching:1' }, { project: 'example' as ProjectId });

  test('does not fit, and is named with both projects', () => {
    const [problem] = problemsOf(() => assertReleaseFits('bugfarm_73649' as ProjectId, bugfarm));
    expect(problem?.code).toBe('ForeignRelease');
    expect(problem?.message).toBe(`release ${bugfarm.id} is one of project example and not of bugfarm_73649`);
  });

  test('or of another service set does not fit; its own does', () => {
    expect(() => assertReleaseFits(sockshop, first)).not.toThrow();
    expect(() => assertReleaseFits(sockshop, first, main)).not.toThrow();
    expect(codesOf(() => assertReleaseFits(sockshop, first, 'adapters' as ServiceSetId))).toEqual(['ForeignRelease']);
  });
});
