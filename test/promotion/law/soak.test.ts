import type { Environment } from '../../../lib/manifest/model.js';
import type { Decision } from '../../../lib/promotion/index.js';
import { after as comesAfter, environment, id, minute, production, project, SET, Story } from '../world.js';

/** `hardening`, and `production` that asks for thirty minutes there. */
const SOAKED = production({ soakSeconds: 1800 });

/** Begins in hardening with release 1 at 10:00 sharp, which passes at once. */
const TEN = 600;

/** Everything that is told as one event takes no time. */
const story = (of = SOAKED) => new Story(of, 0).at(minute(0)).release('1').release('2').at(minute(TEN));

function toldAt(of: Story, minutes: number, name = '1'): Decision {
  return of.mayGo(name, 'production', { at: minute(minutes) });
}

describe('a release soaks', () => {
  test('from its success on for as long as asked: not a millisecond less, and the refusal says until when', () => {
    const of = story().deployed('1', 'hardening').wait(5).judge('hardening', 'pass');
    expect(toldAt(of, TEN + 29)).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'NotSoaked',
          message:
            'production asks for 30m of release 1 (rel-1) running in hardening, healthy and without interruption',
          by: 'time',
          hint: `wait until ${minute(TEN + 30)}`,
          until: minute(TEN + 30),
        },
      ],
      earliest: minute(TEN + 30),
    });
    expect(of.mayGo('1', 'production', { at: '2026-11-20T10:29:59.999Z' as never }).eligible).toBe(false);
    expect(toldAt(of, TEN + 30)).toEqual({ eligible: true, reasons: [] });
  });

  test('and has to have passed, too', () => {
    const of = story().deployed('1', 'hardening');
    expect(toldAt(of, TEN + 60).reasons).toMatchObject([{ code: 'NotEvaluated' }]);
  });

  test('not while another deployment is under way, and is told that it does not', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(10);
    of.request('2', 'hardening');
    expect(toldAt(of, TEN + 300)).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'NotSoaked',
          message: expect.stringMatching(/, and it does not run like that there now$/),
          by: 'whoever may deploy to hardening',
          hint: expect.stringMatching(/slipway status hardening.*slipway deploy rel-1 --environment hardening/),
        },
      ],
    });
  });

  test('anew from when another deployment was proven to have been turned back', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(20);
    const other = of.request('2', 'hardening');
    of.wait(5).end(other, 'hardening', 'rolled-back');
    expect(toldAt(of, TEN + 26).earliest).toBe(minute(TEN + 55));
  });

  test('no more after another deployment failed, until it is found healthy', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(20).attempted('2', 'hardening', 'failed');
    expect(toldAt(of, TEN + 300).reasons).toMatchObject([{ code: 'NotSoaked' }]);
    expect(toldAt(of, TEN + 300).earliest).toBeUndefined();
    of.wait(10).healthy('1', 'hardening');
    expect(toldAt(of, TEN + 31).earliest).toBe(minute(TEN + 60));
  });

  test('anew when it is deployed again', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(20).deployed('1', 'hardening');
    expect(toldAt(of, TEN + 40).earliest).toBe(minute(TEN + 50));
  });

  test('for good: once long enough it stays so, though it was replaced or is being replaced', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(30);
    of.request('2', 'hardening');
    expect(toldAt(of, TEN + 31).eligible).toBe(true);
    of.end('dep-2' as never, 'hardening').wait(60);
    expect(toldAt(of, TEN + 90).eligible).toBe(true);
  });

  test('in one stretch: two that are too short do not add up', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(20).deployed('2', 'hardening').wait(20);
    of.deployed('1', 'hardening').wait(20).deployed('2', 'hardening');
    expect(toldAt(of, TEN + 300).reasons).toMatchObject([{ code: 'NotSoaked' }]);
  });

  test('not when it is found unhealthy: what was counted is lost, and it begins anew when it is healthy', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(40).unhealthy('1', 'hardening');
    expect(toldAt(of, TEN + 300)).toMatchObject({ eligible: false, reasons: [{ code: 'NotSoaked' }] });
    expect(toldAt(of, TEN + 300).earliest).toBeUndefined();
    of.wait(10).healthy('1', 'hardening').wait(5).healthy('1', 'hardening');
    expect(toldAt(of, TEN + 56).earliest).toBe(minute(TEN + 80));
  });

  test('not when it failed its evaluation, and anew when it passes again', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(40).judge('hardening', 'fail');
    expect(toldAt(of, TEN + 41).reasons).toMatchObject([{ code: 'EvaluationFailed' }]);
    of.wait(5).judge('hardening', 'pass');
    expect(toldAt(of, TEN + 46).earliest).toBe(minute(TEN + 75));
  });

  test('not from being turned back to where it was found unhealthy before', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(10).unhealthy('1', 'hardening');
    of.wait(10).attempted('2', 'hardening', 'rolled-back');
    expect(toldAt(of, TEN + 300)).toMatchObject({ eligible: false, reasons: [{ code: 'NotSoaked' }] });
    of.wait(10).healthy('1', 'hardening');
    expect(toldAt(of, TEN + 31).earliest).toBe(minute(TEN + 60));
  });

  test('whatever is said of the health of what does not run', () => {
    const of = story().deployed('1', 'hardening', 'pass').wait(30).deployed('2', 'hardening');
    of.unhealthy('1', 'hardening');
    expect(toldAt(of, TEN + 31).eligible).toBe(true);
    of.healthy('1', 'hardening');
    expect(of.state.environments[`${SET}:hardening` as never]?.soaks[id('1')]?.since).toBeUndefined();
  });

  test('not while it does not run, where two branches of a record deployed at once', () => {
    const of = story().at(minute(TEN));
    const ours = of.request('1', 'hardening', 1);
    const theirs = of.request('2', 'hardening', 1);
    of.finish(ours, 1);
    expect(of.state.environments[`${SET}:hardening` as never]?.soaks[id('1')]?.since).toBeUndefined();
    of.wait(1).finish(theirs, 1);
    expect(of.state.environments[`${SET}:hardening` as never]?.soaks).toMatchObject({
      [id('2')]: { since: minute(TEN + 1) },
    });
    const turned = story();
    const first = turned.request('1', 'hardening', 1);
    const second = turned.request('2', 'hardening', 1);
    turned.finish(second, 1).wait(5).finish(first, 1);
    expect(turned.state.environments[`${SET}:hardening` as never]?.soaks).toEqual({
      [id('1')]: { longest: 0, since: minute(TEN + 5) },
      [id('2')]: { longest: 5 * 60_000, interrupted: true },
    });
  });
});

describe('of several environments before one', () => {
  const forked = (require: Partial<Environment['require']>) =>
    project([
      environment('europe'),
      environment('america'),
      environment('production', {
        ...comesAfter('europe', 'america'),
        require: { digests: false, soakSeconds: 1800, ...require },
      }),
    ]);
  const inBoth = (verdict: 'any' | 'all') =>
    story(forked({ verdict })).deployed('1', 'europe', 'pass').wait(10).deployed('1', 'america', 'pass');

  test('any: the first in which it soaked is enough, and that one is told', () => {
    expect(toldAt(inBoth('any'), TEN + 15)).toMatchObject({
      reasons: [{ message: expect.stringContaining('europe'), until: minute(TEN + 30) }],
      earliest: minute(TEN + 30),
    });
    expect(toldAt(inBoth('any'), TEN + 15).reasons).toHaveLength(1);
  });

  test('all: it has to soak in each, each is told, and the last decides', () => {
    expect(toldAt(inBoth('all'), TEN + 15)).toMatchObject({
      reasons: [{ until: minute(TEN + 30) }, { until: minute(TEN + 40) }],
      earliest: minute(TEN + 40),
    });
    expect(toldAt(inBoth('all'), TEN + 35).reasons).toMatchObject([{ until: minute(TEN + 40) }]);
    expect(toldAt(inBoth('all'), TEN + 40).eligible).toBe(true);
  });

  test('any: where time alone helps is told before where somebody has to act', () => {
    const of = story(forked({})).deployed('1', 'america', 'pass').deployed('1', 'europe');
    expect(toldAt(of, TEN + 1).reasons).toMatchObject([{ code: 'NotSoaked', until: minute(TEN + 30) }]);
  });

  test('any: a stretch in one and a pass in the other are not enough', () => {
    const of = story(forked({})).deployed('1', 'europe', 'fail').deployed('1', 'america', 'pass');
    of.wait(10).judge('europe', 'warning');
    expect(toldAt(of, TEN + 20).earliest).toBe(minute(TEN + 30));
  });

  test('all: where one is not there at all, that is told with the other', () => {
    const of = story(forked({ verdict: 'all' })).deployed('1', 'america', 'pass');
    const { reasons, earliest } = toldAt(of, TEN + 5);
    expect(reasons.map(({ code }) => code)).toEqual(['NotYetInPreceding', 'NotSoaked']);
    expect(reasons[0]?.message).toBe('release 1 (rel-1) has not run in europe, which production comes after');
    expect(earliest).toBeUndefined();
  });
});

test('a rollback need not soak', () => {
  const of = story().deployed('1', 'hardening', 'pass').wait(30).deployed('1', 'production', 'pass');
  of.unhealthy('1', 'hardening').deployed('2', 'production');
  expect(of.reasons('1', 'production', 'rollback')).toEqual([]);
});
