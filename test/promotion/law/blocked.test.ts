import { after as comesAfter, digestOf, environment, id, minute, project, rollbackTargetOf, Story } from '../world.js';

const SHOP = project([environment('dev'), environment('production', comesAfter('dev'))]);
const BAD = digestOf('carts', 2);

/** Release 1 and 2 ran in dev, 2 has other carts. */
function story(): Story {
  const of = new Story(SHOP, 0).at(minute(0)).combine('1', { carts: 1, 'carts-db': 1 });
  return of.combine('2', { carts: 2, 'carts-db': 1 }).deployed('1', 'dev', 'pass').deployed('2', 'dev', 'pass');
}

describe('a blocked image', () => {
  test('is not deployed anywhere, in whatever release it is, and who blocked it and why is told', () => {
    const of = story().block('docker.io/example/carts:2', BAD, { by: 'sue@example.org', reason: 'CVE-2026-1' });
    expect(of.ask('2', 'production')).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'ImageBlocked',
          message: `release 2 (rel-2) has docker.io/example/carts:2 for carts, which was blocked at ${minute(0)} by sue@example.org: CVE-2026-1`,
          by: 'sue@example.org, who blocked it, or whoever may unblock it',
          hint: `make a release with another image, or lift the block: \`slipway unblock ${BAD}\``,
        },
      ],
    });
    of.combine('3', { carts: 2, 'carts-db': 3 }).deployed('3', 'dev', 'pass');
    expect(of.reasons('3', 'production')).toEqual(['ImageBlocked']);
    expect(of.reasons('1', 'production')).toEqual([]);
    expect(of.unblock('docker.io/example/carts:2', BAD).reasons('2', 'production')).toEqual([]);
  });

  test('is told for each service that has it', () => {
    const of = new Story(SHOP).release('1').block('whatever', `sha256:${'a'.repeat(64)}`);
    expect(of.ask('1', 'dev').reasons.map(({ message }) => message)).toEqual([
      expect.stringContaining('for carts,'),
      expect.stringContaining('for carts-db,'),
    ]);
  });

  test('may stay where it runs, and let other services be changed; but it does not come back', () => {
    const of = story().block('carts', BAD).combine('3', { carts: 2, 'carts-db': 3 });
    expect(of.reasons('2', 'dev')).toEqual([]);
    expect(of.reasons('3', 'dev')).toEqual([]);
    of.deployed('1', 'dev');
    expect(of.reasons('3', 'dev')).toEqual(['ImageBlocked']);
  });

  test('may not move to another service, though it runs in one', () => {
    const of = new Story(SHOP).release('1', { carts: BAD, 'carts-db': digestOf('x', 1) }).deployed('1', 'dev');
    of.release('2', { carts: digestOf('x', 1), 'carts-db': BAD }).block('carts', BAD);
    expect(of.ask('2', 'dev').reasons).toMatchObject([{ message: expect.stringContaining('for carts-db,') }]);
  });

  test('is not rolled back to, and a rollback that names no release goes past it', () => {
    const of = story().combine('3', { carts: 3, 'carts-db': 1 }).deployed('3', 'dev').block('carts', BAD);
    expect(of.reasons('2', 'dev', 'rollback')).toEqual(['ImageBlocked']);
    expect(of.reasons('1', 'dev', 'rollback')).toEqual([]);
    expect(rollbackTargetOf(of, 'dev')).toBe(id('1'));
  });

  test('is not deployed under a broken glass either', () => {
    const of = story().block('carts', BAD).breakGlass('2', 'production', minute(90));
    expect(of.ask('2', 'production')).toMatchObject({ eligible: false, reasons: [{ code: 'ImageBlocked' }] });
  });
});

describe('an image that was blocked by its reference, without a digest', () => {
  const loose = (name: string) => new Story(SHOP).release(name, { carts: undefined, 'carts-db': undefined });

  test('is what goes by exactly that reference', () => {
    const of = loose('1').block('docker.io/example/carts:1');
    expect(of.ask('1', 'dev').reasons).toMatchObject([
      { code: 'ImageBlocked', hint: expect.stringContaining('`slipway unblock docker.io/example/carts:1`') },
    ]);
    expect(loose('11').block('docker.io/example/carts:1').reasons('11', 'dev')).toEqual([]);
    expect(of.unblock('docker.io/example/carts:1').reasons('1', 'dev')).toEqual([]);
  });

  test('is that, too, where a release pins it', () => {
    const of = new Story(SHOP).tell({
      type: 'release.created',
      release: {
        id: id('1'),
        number: 1,
        project: SHOP.id,
        serviceSet: SHOP.serviceSets[0]?.id as never,
        description: '',
        images: {
          carts: { image: `docker.io/example/carts:1@${BAD}`, digest: BAD },
          'carts-db': { image: `docker.io/example/carts-db:1@${BAD}`, digest: BAD },
        },
        sources: {},
      } as never,
    });
    of.block('docker.io/example/carts:1');
    expect(of.reasons('1', 'dev')).toEqual(['ImageBlocked']);
  });
});
