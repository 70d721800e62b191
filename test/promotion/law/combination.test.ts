import type { Requirements } from '../../../lib/manifest/index.js';
import { after as comesAfter, digestOf, environment, id, minute, project, Story } from '../world.js';

const SERVICES = ['carts', 'orders', 'db'];

/** `carts` and `orders` both talk to `db`, which is said on both sides of one of the two. */
function shop(require: Partial<Requirements>) {
  return project(
    [
      environment('hardening'),
      environment('production', { ...comesAfter('hardening'), require: { digests: false, ...require } }),
    ],
    SERVICES,
    { carts: ['db'], orders: ['db'], db: ['carts'] },
  );
}

const versions = (carts: number, orders: number, db: number) => ({ carts, orders, db });

describe('where exactly this release has to have passed', () => {
  const story = () =>
    new Story(shop({}))
      .combine('old', versions(1, 1, 1))
      .combine('other', versions(2, 2, 2))
      .combine('new', versions(3, 1, 1));

  test('the nearest one that passed is named, with what differs and how to deploy it', () => {
    const of = story().deployed('other', 'hardening', 'pass').deployed('old', 'hardening', 'pass');
    of.deployed('other', 'hardening', 'pass');
    const [reason] = of.mayGo('new', 'production').reasons;
    expect(reason).toMatchObject({
      code: 'NotYetInPreceding',
      by: 'whoever may deploy to hardening',
      nearest: {
        release: id('old'),
        differs: ['carts'],
        images: {
          carts: 'docker.io/example/carts:old',
          orders: 'docker.io/example/orders:old',
          db: 'docker.io/example/db:old',
        },
      },
    });
    expect(reason?.hint).toBe(
      'run `slipway deploy rel-new --environment hardening` first; the nearest combination that was verified is rel-old, which differs in carts: `slipway deploy rel-old --environment production`',
    );
  });

  test('of several that differ in as much, the one that passed last', () => {
    const of = new Story(shop({})).combine('1', versions(1, 1, 1)).combine('2', versions(2, 1, 1));
    of.deployed('1', 'hardening', 'pass')
      .deployed('2', 'hardening', 'pass')
      .combine('3', versions(3, 1, 1));
    expect(of.mayGo('3', 'production').reasons[0]?.nearest?.release).toBe(id('2'));
    of.deployed('1', 'hardening', 'pass');
    expect(of.mayGo('3', 'production').reasons[0]?.nearest?.release).toBe(id('1'));
  });

  test('it is named, too, of a release that failed or was not evaluated', () => {
    const of = story().deployed('old', 'hardening', 'pass').deployed('new', 'hardening');
    expect(of.mayGo('new', 'production').reasons).toMatchObject([
      { code: 'NotEvaluated', nearest: { release: id('old') } },
    ]);
    of.judge('hardening', 'fail');
    expect(of.mayGo('new', 'production').reasons).toMatchObject([
      { code: 'EvaluationFailed', nearest: { release: id('old') } },
    ]);
  });

  test('what runs there already is named as that, and not as something to deploy', () => {
    const of = story().deployed('old', 'hardening', 'pass').deployed('old', 'production');
    const [reason] = of.mayGo('new', 'production').reasons;
    expect(reason?.nearest?.release).toBe(id('old'));
    expect(reason?.hint).toMatch(/is rel-old, which differs in carts and runs in production already$/);
  });

  test('what may not go is not offered: failed since, not soaked, blocked, not pinned, without a service of today', () => {
    const failed = story().deployed('old', 'hardening', 'pass').judge('hardening', 'fail');
    expect(failed.mayGo('new', 'production').reasons[0]).not.toHaveProperty('nearest');
    const short = new Story(shop({ soakSeconds: 3600 }))
      .combine('1', versions(1, 1, 1))
      .combine('2', versions(2, 1, 1));
    short.deployed('1', 'hardening', 'pass');
    expect(short.mayGo('2', 'production').reasons[0]).not.toHaveProperty('nearest');
    const blocked = story().deployed('old', 'hardening', 'pass').block('carts', digestOf('carts', 1));
    expect(blocked.mayGo('new', 'production').reasons[0]).not.toHaveProperty('nearest');
    const loose = new Story(shop({ digests: true })).release('1', {
      carts: undefined,
      orders: undefined,
      db: undefined,
    });
    loose.deployed('1', 'hardening', 'pass').combine('2', versions(2, 1, 1));
    expect(loose.mayGo('2', 'production').reasons[0]).not.toHaveProperty('nearest');
    const without = new Story(shop({})).combine('1', { carts: 1, orders: 1 }).deployed('1', 'hardening', 'pass');
    expect(without.combine('2', versions(1, 1, 1)).mayGo('2', 'production').reasons[0]).not.toHaveProperty('nearest');
  });
});

describe('where connected services have to have passed together', () => {
  /** `carts` 1 with `db` 1 and `carts` 2 with `db` 2 passed, and `orders` with both. */
  const story = (require: Partial<Requirements> = {}) =>
    new Story(shop({ combination: 'pairwise', ...require }))
      .combine('1', versions(1, 1, 1))
      .combine('2', versions(2, 2, 2))
      .deployed('1', 'hardening', 'pass')
      .deployed('2', 'hardening', 'pass');

  test('it does not matter in which releases, nor what is not connected', () => {
    const of = story()
      .combine('mix', versions(1, 2, 1))
      .combine('orders', versions(9, 2, 1));
    of.deployed('orders', 'hardening', 'pass');
    expect(of.mayGo('mix', 'production')).toEqual({ eligible: true, reasons: [] });
  });

  test('a pair that never was is refused, named once, and the nearest mixture that is no release yet is told', () => {
    const of = story().combine('mix', versions(1, 2, 2));
    const [reason, ...others] = of.mayGo('mix', 'production').reasons;
    expect(others).toEqual([]);
    expect(reason).toMatchObject({
      code: 'CombinationNotVerified',
      message:
        'release 3 (rel-mix) joins images that have not passed in hardening in this combination: carts and db together',
      by: 'whoever deploys this combination to hardening and evaluates it',
      nearest: { release: id('2'), differs: ['carts'] },
    });
    const more = story()
      .combine('3', versions(3, 1, 1))
      .deployed('3', 'hardening', 'pass');
    more
      .combine('4', versions(1, 3, 1))
      .deployed('4', 'hardening', 'pass')
      .combine('mix', versions(3, 3, 2));
    expect(more.mayGo('mix', 'production').reasons[0]).toMatchObject({
      nearest: {
        differs: ['db'],
        images: { carts: 'docker.io/example/carts:mix', orders: 'docker.io/example/orders:mix' },
      },
      hint: 'deploy and evaluate it in hardening first; the nearest combination that was verified differs in db: `slipway release create --from-release rel-mix --set db=docker.io/example/db:4`',
    });
    expect(more.mayGo('mix', 'production').reasons[0]?.nearest).not.toHaveProperty('release');
  });

  test('of a release and a mixture that are as near, the release is told: it passed as a whole', () => {
    const of = story().combine('mix', versions(2, 1, 1));
    expect(of.mayGo('mix', 'production').reasons[0]?.nearest).toMatchObject({ release: id('1'), differs: ['carts'] });
  });

  test('an image that never passed is told with what it is connected to', () => {
    const of = story().combine('new', versions(1, 9, 1));
    expect(of.mayGo('new', 'production').reasons[0]?.message).toMatch(/: orders and db together$/);
    const lone = new Story(project(shop({ combination: 'pairwise' }).environments, SERVICES));
    lone
      .combine('1', versions(1, 1, 1))
      .deployed('1', 'hardening', 'pass')
      .combine('2', versions(1, 9, 8));
    expect(lone.mayGo('2', 'production').reasons[0]?.message).toMatch(/: orders; db$/);
  });

  test('a release that failed there as it is is refused for that, whatever its parts did', () => {
    const of = story()
      .combine('mix', versions(1, 2, 1))
      .combine('orders', versions(9, 2, 1));
    of.deployed('orders', 'hardening', 'pass').deployed('mix', 'hardening', 'fail');
    expect(of.reasons('mix', 'production')).toEqual(['EvaluationFailed']);
    of.judge('hardening', 'warning');
    expect(of.reasons('mix', 'production')).toEqual(['WarningNeedsApproval']);
  });

  test('a pair whose release failed since is verified no more', () => {
    const of = story()
      .combine('mix', versions(2, 9, 2))
      .combine('orders', versions(8, 9, 2));
    of.deployed('orders', 'hardening', 'pass');
    expect(of.mayGo('mix', 'production').eligible).toBe(true);
    of.verdict('2', 'hardening', 'dep-2' as never, 'fail');
    expect(of.reasons('mix', 'production')).toEqual(['CombinationNotVerified']);
  });

  test('each pair has to have soaked, in whichever release did first', () => {
    const of = new Story(shop({ combination: 'pairwise', soakSeconds: 1800 }), 0).at(minute(0));
    of.combine('1', versions(1, 1, 1))
      .combine('2', versions(1, 2, 1))
      .combine('mix', versions(1, 2, 1));
    of.deployed('1', 'hardening', 'pass').wait(40).deployed('2', 'hardening', 'pass');
    const { reasons, earliest } = of.mayGo('mix', 'production', { at: minute(50) });
    expect(reasons).toMatchObject([{ code: 'NotSoaked', by: 'time', until: minute(70) }]);
    expect(reasons[0]?.message).toMatch(/30m of every part of release 3/);
    expect(earliest).toBe(minute(70));
    expect(of.mayGo('mix', 'production', { at: minute(70) }).eligible).toBe(true);
    of.at(minute(60)).unhealthy('2', 'hardening');
    expect(of.mayGo('mix', 'production', { at: minute(100) })).toMatchObject({
      eligible: false,
      reasons: [
        {
          code: 'NotSoaked',
          message: expect.stringMatching(/not all of them do now$/),
          by: 'whoever may deploy to hardening',
          hint: expect.stringContaining('slipway status hardening'),
        },
      ],
    });
  });

  test('having passed as a whole never is worse than having passed in parts', () => {
    const of = new Story(shop({ combination: 'pairwise', soakSeconds: 1800 }), 0).at(minute(0));
    of.combine('1', versions(1, 1, 1))
      .combine('2', versions(2, 2, 1))
      .combine('mix', versions(1, 2, 1));
    of.deployed('1', 'hardening', 'pass').wait(40).deployed('2', 'hardening', 'pass').wait(40);
    expect(of.mayGo('mix', 'production').eligible).toBe(true);
    of.deployed('mix', 'hardening', 'pass').wait(1);
    expect(of.mayGo('mix', 'production').eligible).toBe(true);
  });

  test('a warning that was approved counts for the whole of it, and soaks as it is', () => {
    const of = new Story(shop({ combination: 'pairwise', soakSeconds: 1800 }), 0).at(minute(0));
    of.combine('1', versions(1, 1, 1)).deployed('1', 'hardening', 'warning');
    of.approve('1', 'production', { by: 'sue@example.org' });
    expect(of.mayGo('1', 'production').earliest).toBe(minute(30));
    expect(of.wait(30).mayGo('1', 'production').eligible).toBe(true);
  });

  test('the nearest is found among many, and where that takes too long, among whole releases', () => {
    const names = [...Array.from({ length: 12 }, (_, index) => `s${index}`), 'hub'];
    const connects = { hub: names.slice(0, -1) };
    const all = (version: number) => Object.fromEntries(names.map((name) => [name, version]));
    const of = new Story(project(shop({ combination: 'pairwise' }).environments, names, connects));
    for (let version = 1; version <= 6; version++)
      of.combine(`${version}`, all(version)).deployed(`${version}`, 'hardening', 'pass');
    of.combine('asked', { ...all(5), s3: 2, s11: 6 });
    expect(of.mayGo('asked', 'production').reasons[0]).toMatchObject({
      code: 'CombinationNotVerified',
      nearest: { release: id('5'), differs: ['s11', 's3'] },
    });
    // No two of its services ever passed together: what is nearest differs in nearly all of them.
    of.combine('mixed', Object.fromEntries(names.map((name, index) => [name, 1 + (index % 6)])));
    expect(of.mayGo('mixed', 'production').reasons[0]).toMatchObject({
      code: 'CombinationNotVerified',
      nearest: { release: id('1') },
    });
  });
});

describe('where each image has to have passed', () => {
  const story = () =>
    new Story(shop({ combination: 'each' }))
      .combine('1', versions(1, 1, 1))
      .combine('2', versions(2, 2, 2))
      .deployed('1', 'hardening', 'pass')
      .deployed('2', 'hardening', 'pass');

  test('any mixture of them may go', () => {
    expect(
      story()
        .combine('mix', versions(1, 2, 1))
        .mayGo('mix', 'production').eligible,
    ).toBe(true);
  });

  test('an image that did not pass is named, and what may go instead', () => {
    const of = story().combine('mix', versions(1, 9, 2));
    expect(of.mayGo('mix', 'production').reasons[0]).toMatchObject({
      code: 'CombinationNotVerified',
      message: expect.stringMatching(/in this combination: orders$/),
      nearest: { differs: ['orders'], images: { orders: 'docker.io/example/orders:2' } },
    });
  });
});
