import { DIGEST, digestOf, id, minute, production, rollbackTargetOf, Story } from './world.js';

const STRICT = production({
  digests: true,
  soakSeconds: 1800,
  approvals: { count: 2 },
  windows: [{ kind: 'once', from: '2030-01-01T00:00', to: '2030-01-02T00:00', zone: 'UTC' }],
  ancestry: 'descendant',
});

/** Release 1 and 2 ran in production, 1 passed there; both failed before it since. Nothing takes time. */
function story(of = STRICT): Story {
  const told = new Story(of, 0).at(minute(0));
  for (const name of ['1', '2']) told.release(name).deployed(name, 'hardening', 'fail');
  return told.deployed('1', 'production', 'pass').deployed('2', 'production');
}

describe('a rollback', () => {
  test('needs nothing but that the release ran there and did not fail there', () => {
    const of = story().hold('2', 'production').freeze().freeze('production');
    expect(of.ask('1', 'production', 'rollback', { lineage: { ['carts' as never]: 'ancestor' } })).toEqual({
      eligible: true,
      reasons: [],
    });
    expect(of.reasons('1', 'production')).toEqual([
      'EvaluationFailed',
      'ApprovalMissing',
      'WindowClosed',
      'Frozen',
      'Frozen',
      'Held',
    ]);
  });

  test('goes to what was never evaluated there, and to what got a warning', () => {
    const of = story().release('3').deployed('3', 'production');
    expect(of.reasons('2', 'production', 'rollback')).toEqual([]);
    of.verdict('2', 'production', 'dep-4' as never, 'warning');
    expect(of.reasons('2', 'production', 'rollback')).toEqual([]);
  });

  test('does not go to what failed there, and names where it may go', () => {
    const of = story().judge('production', 'fail').release('3').deployed('3', 'production');
    expect(of.ask('2', 'production', 'rollback').reasons).toEqual([
      {
        code: 'NotVerifiedHere',
        message:
          'release 2 (rel-2) failed its latest evaluation in production, so production cannot be rolled back to it',
        by: 'whoever evaluates in production',
        hint: 'the last release that passed there is rel-1: `slipway rollback production --to rel-1`',
      },
    ]);
  });

  test('does not go where it never was, also where a deployment of it failed: that is no way back', () => {
    const of = story().release('3').attempted('3', 'production', 'failed');
    expect(of.ask('3', 'production', 'rollback').reasons).toMatchObject([
      {
        code: 'NotVerifiedHere',
        message: expect.stringContaining('never ran in production'),
        by: 'whoever may deploy to production',
      },
    ]);
  });

  test('does not go to what is incomplete, or not pinned where that is asked', () => {
    const of = new Story(STRICT).release('1', { carts: undefined }).deployed('1', 'production', 'pass');
    of.release('2').deployed('2', 'production');
    expect(of.reasons('1', 'production', 'rollback')).toEqual(['IncompleteRelease', 'ImageNotPinned']);
  });

  test('waits for whoever is at work', () => {
    const of = story();
    of.request('2', 'production');
    expect(of.ask('1', 'production', 'rollback')).toMatchObject({
      reasons: [{ code: 'EnvironmentBusy', by: 'host/1; time' }],
      earliest: minute(60),
    });
  });

  test('that names no release goes to one that the law lets in', () => {
    const of = story().release('3').deployed('3', 'production').judge('production', 'fail');
    expect(rollbackTargetOf(of, 'production')).toBe(id('1'));
    expect(of.reasons('1', 'production', 'rollback')).toEqual([]);
  });
});

test('a deployment back to an older release is none, and has to meet what is asked', () => {
  const of = new Story(production({ approvals: { count: 1 } })).release('1', { carts: DIGEST, 'carts-db': DIGEST });
  of.deployed('1', 'hardening', 'pass').deployed('1', 'production', 'pass');
  of.release('2', { carts: digestOf('carts', 2), 'carts-db': DIGEST }).deployed('2', 'production');
  expect(of.reasons('1', 'production')).toEqual(['ApprovalMissing']);
});
