import { later } from '../../../lib/ids.js';
import { isWaivable } from '../../../lib/promotion/index.js';
import { after as comesAfter, DIGEST, digestOf, environment, minute, project, Story } from '../world.js';

const STRICT = project([
  environment('hardening'),
  environment('production', {
    ...comesAfter('hardening'),
    require: {
      digests: true,
      soakSeconds: 1800,
      approvals: { count: 2 },
      windows: [{ kind: 'once', from: '2030-01-01T00:00', to: '2030-01-02T00:00', zone: 'UTC' }],
    },
  }),
]);

/** Release 1 was never anywhere and breaks every rule; the glass is broken for it at an hour for another one. */
function story(): Story {
  const of = new Story(STRICT, 0).at(minute(0)).release('1', { carts: undefined, 'carts-db': DIGEST }).release('2');
  of.freeze('production', { rollbacks: 'refused' }).hold('2', 'production');
  return of.at(minute(60)).breakGlass('1', 'production', minute(120), { by: 'sue@example.org', reason: 'it burns' });
}

const WAIVED = ['NotYetInPreceding', 'ImageNotPinned', 'ApprovalMissing', 'WindowClosed', 'Frozen', 'Held'];

describe('a broken glass', () => {
  test('waives what it can, and lists all that it did', () => {
    const { eligible, reasons, overridden, earliest } = story().ask('1', 'production');
    expect({ eligible, reasons, earliest }).toEqual({ eligible: true, reasons: [], earliest: undefined });
    expect(overridden?.map(({ code }) => code)).toEqual(WAIVED);
    for (const { code } of overridden ?? []) expect(isWaivable(code)).toBe(true);
  });

  test('lists nothing where nothing had to be waived', () => {
    const of = new Story(project([environment('dev')])).release('1').breakGlass('1', 'dev', minute(120));
    expect(of.ask('1', 'dev')).toEqual({ eligible: true, reasons: [] });
  });

  test('waives from when it was broken to just before it expires', () => {
    const codes = (at: number) => story().reasons('1', 'production', 'deploy', { at: minute(at) });
    expect(codes(60)).toEqual([]);
    expect(story().reasons('1', 'production', 'deploy', { at: later(minute(120), -1) })).toEqual([]);
    expect(codes(120)).toEqual(WAIVED);
    expect(codes(59)).toEqual(WAIVED);
  });

  test('is for one release, and for one environment', () => {
    expect(story().reasons('2', 'production')).not.toEqual([]);
    const elsewhere = new Story(STRICT).release('1').breakGlass('1', 'hardening', minute(120));
    expect(elsewhere.reasons('1', 'production')).not.toEqual([]);
  });

  test('is for one deployment: a success uses it up', () => {
    const of = story().deployed('1', 'production').deployed('2', 'production');
    expect(of.reasons('1', 'production')).not.toEqual([]);
  });

  test('may be tried again after a deployment that failed', () => {
    const of = story();
    of.attempted('1', 'production', 'failed');
    expect(of.reasons('1', 'production')).toEqual([]);
  });

  test.each<[string, (of: Story) => unknown]>([
    ['holds the environment', (of) => of.hold('2', 'production')],
    ['freezes the environment', (of) => of.freeze('production')],
    ['freezes the project', (of) => of.freeze()],
    ['rolls the environment back', (of) => of.rolledBack('2', '1', 'production')],
  ])('ends when somebody %s afterwards, who had not agreed to it', (_, decide) => {
    const of = story();
    decide(of);
    expect(of.reasons('1', 'production')).toContain('Held');
  });

  test('does not end by what is decided about another environment', () => {
    expect(story().freeze('hardening').hold('2', 'hardening').reasons('1', 'production')).toEqual([]);
  });

  test('is for people: what follows by itself is never let through', () => {
    expect(story().ask('1', 'production', 'promote', { automatic: true })).toMatchObject({ eligible: false });
    expect(story().ask('1', 'production', 'promote', { automatic: true }).overridden).toBeUndefined();
  });

  test('waives for a rollback, too, that a freeze refuses or that goes where it never ran', () => {
    const { eligible, overridden } = story().ask('1', 'production', 'rollback');
    expect(eligible).toBe(true);
    expect(overridden?.map(({ code }) => code)).toEqual(['ImageNotPinned', 'NotVerifiedHere', 'Frozen']);
  });

  test('broken again counts from then on, until when it says then', () => {
    const of = story().at(minute(110)).breakGlass('1', 'production', minute(240));
    expect(of.ask('1', 'production', 'deploy', { at: minute(200) }).eligible).toBe(true);
    const shorter = story().at(minute(70)).breakGlass('1', 'production', minute(80));
    expect(shorter.ask('1', 'production', 'deploy', { at: minute(90) }).eligible).toBe(false);
  });
});

describe('no broken glass', () => {
  test('lets a blocked image through', () => {
    const of = story().block('docker.io/example/carts:1');
    const { eligible, reasons, overridden } = of.ask('1', 'production');
    expect({ eligible, codes: reasons.map(({ code }) => code) }).toEqual({ eligible: false, codes: ['ImageBlocked'] });
    expect(overridden?.map(({ code }) => code)).toEqual(WAIVED);
  });

  test('lets anybody in where somebody is at work; when that ends it does', () => {
    const of = story();
    of.request('2', 'production');
    expect(of.ask('1', 'production')).toMatchObject({ reasons: [{ code: 'EnvironmentBusy' }] });
    // By then the glass has expired, and other things stand in the way.
    expect(of.ask('1', 'production').earliest).toBeUndefined();
    const longer = new Story(STRICT, 0).at(minute(0)).release('1').release('2');
    longer.breakGlass('1', 'production', minute(120)).request('2', 'production');
    expect(longer.ask('1', 'production')).toMatchObject({
      eligible: false,
      reasons: [{ code: 'EnvironmentBusy', until: minute(60) }],
      earliest: minute(60),
    });
  });

  test('makes up what is not there: release, environment, service', () => {
    const of = new Story(STRICT, 0).release('1', { carts: digestOf('carts', 1) });
    of.breakGlass('1', 'production', minute(120)).breakGlass('9', 'production', minute(120));
    expect(of.reasons('1', 'production')).toEqual(['IncompleteRelease']);
    expect(of.reasons('9', 'production')).toEqual(['UnknownRelease']);
    expect(of.breakGlass('1', 'nowhere', minute(120)).reasons('1', 'nowhere')).toEqual([
      'UnknownEnvironment',
      'IncompleteRelease',
    ]);
  });
});
