import fc from 'fast-check';
import type { ArtifactKey, ServiceSetId } from '../../../lib/ids.js';
import type { Environment } from '../../../lib/manifest/model.js';
import { decide, fold, orderEvents, promotionProblems } from '../../../lib/promotion/index.js';
import { graphs } from '../arbitraries.js';
import { after, DIGEST, environment, minute, PROJECT, project, SET, SOCKSHOP, Story } from '../world.js';

/** Two environments of which either may come before production. */
const FORKED = project([
  environment('europe'),
  environment('america'),
  environment('production', after('europe', 'america')),
]);

describe('the law lets a release run', () => {
  test('in a first environment, as soon as it is complete', () => {
    expect(new Story().release('1').ask('1', 'dev')).toEqual({ eligible: true, reasons: [] });
  });

  test('in the next one after it passed in the one before', () => {
    expect(new Story().release('1').deployed('1', 'dev', 'pass').ask('1', 'hardening')).toEqual({
      eligible: true,
      reasons: [],
    });
  });

  test('where one of several environments before it is enough', () => {
    const story = new Story(FORKED).release('1').deployed('1', 'europe', 'fail').deployed('1', 'america', 'pass');
    expect(story.reasons('1', 'production')).toEqual([]);
  });

  test('where it runs already, whatever became of it elsewhere', () => {
    const story = new Story().release('1').deployed('1', 'dev', 'pass').deployed('1', 'hardening');
    story.verdict('1', 'dev', 'dep-1' as never, 'fail');
    expect(story.reasons('1', 'hardening')).toEqual([]);
  });

  test('back where it ran and did not fail, without asking the graph', () => {
    const story = new Story().release('1').deployed('1', 'dev', 'pass').deployed('1', 'hardening', 'pass');
    story.verdict('1', 'dev', 'dep-1' as never, 'fail');
    story.release('2').deployed('2', 'dev', 'pass').deployed('2', 'hardening');
    expect(story.reasons('1', 'hardening', 'rollback')).toEqual([]);
    expect(story.reasons('1', 'hardening', 'deploy')).toEqual(['EvaluationFailed']);
  });

  test('where the environment before it is not one of its set: then what comes before that one counts', () => {
    const sets = SOCKSHOP.serviceSets.map((set) => ({
      ...set,
      environments: set.environments.filter((name) => name !== ('hardening' as never)),
    }));
    const story = new Story({ ...SOCKSHOP, serviceSets: sets }).release('1');
    expect(story.reasons('1', 'production')).toEqual(['NotYetInPreceding']);
    expect(story.deployed('1', 'dev', 'pass').reasons('1', 'production')).toEqual([]);
    expect(story.reasons('1', 'hardening')).toEqual(['UnknownEnvironment']);
  });
});

describe('the law refuses', () => {
  const refusals: readonly (readonly [string, () => ReturnType<Story['ask']>, string, RegExp, RegExp, string?])[] = [
    [
      'an environment that does not exist',
      () => new Story().release('1').ask('1', 'hardning'),
      'UnknownEnvironment',
      /no environment "hardning"/,
      /did you mean hardening\?/,
    ],
    [
      'a service set that does not exist',
      () => new Story().release('1').ask('1', 'dev', 'deploy', { serviceSet: 'other' as ServiceSetId }),
      'UnknownEnvironment',
      /no service set "other"/,
      /main/,
      'NotInServiceSet',
    ],
    [
      'a release that does not exist',
      () => new Story().ask('1', 'dev'),
      'UnknownRelease',
      /"rel-1"/,
      /slipway release list/,
    ],
    [
      'a release of another set',
      () => otherSet().ask('1', 'dev', 'deploy', { serviceSet: 'other' as ServiceSetId }),
      'NotInServiceSet',
      /belongs to service set main, not to other/,
      /--service-set main/,
    ],
    [
      'a release without a service of today, and names what it has too much',
      () => new Story().release('1', { carts: DIGEST, basket: DIGEST }).ask('1', 'dev'),
      'IncompleteRelease',
      /no image for carts-db, and has basket/,
      /--set carts-db=<image>/,
    ],
    [
      'one that has not run in the environment before',
      () => new Story().release('1').ask('1', 'hardening'),
      'NotYetInPreceding',
      /release 1 \(rel-1\) has not run in dev, which hardening comes after/,
      /slipway deploy rel-1 --environment dev/,
    ],
    [
      'one whose deployment there failed',
      () => {
        const story = new Story().release('1');
        return story.finish(story.request('1', 'dev'), 1, 'failed').ask('1', 'hardening');
      },
      'NotYetInPreceding',
      /has not run in dev/,
      /deploy/,
    ],
    [
      'one that nobody evaluated there',
      () => new Story().release('1').deployed('1', 'dev').ask('1', 'hardening'),
      'NotEvaluated',
      /not evaluated/,
      /^evaluate it, then run `slipway verdict dev pass`/,
    ],
    [
      'one that nobody evaluated there, and that was replaced: a verdict is on what runs',
      () => new Story().release('1').deployed('1', 'dev').release('2').deployed('2', 'dev').ask('1', 'hardening'),
      'NotEvaluated',
      /not evaluated/,
      /slipway deploy rel-1 --environment dev.*slipway verdict dev pass/,
    ],
    [
      'one whose latest evaluation there failed',
      () =>
        new Story()
          .release('1')
          .deployed('1', 'dev', 'pass')
          .verdict('1', 'dev', 'dep-1' as never, 'fail')
          .ask('1', 'hardening'),
      'EvaluationFailed',
      /failed its latest evaluation in dev/,
      /new release/,
    ],
    [
      'one whose latest evaluation there is a warning',
      () => new Story().release('1').deployed('1', 'dev', 'warning').ask('1', 'hardening'),
      'WarningNeedsApproval',
      /is a warning, which needs an approval of exactly this change/,
      /slipway approve rel-1 --environment hardening/,
    ],
    [
      'images without a digest where digests are asked for',
      () =>
        new Story()
          .release('1', { carts: undefined, 'carts-db': DIGEST })
          .deployed('1', 'dev', 'pass')
          .deployed('1', 'hardening', 'pass')
          .ask('1', 'production'),
      'ImageNotPinned',
      /names carts without one/,
      /--set carts=<image>@sha256:<digest>/,
    ],
    [
      'a rollback to what never ran there',
      () => new Story().release('1').deployed('1', 'dev', 'pass').release('2').ask('2', 'dev', 'rollback'),
      'NotVerifiedHere',
      /never ran in dev/,
      /slipway rollback dev --to rel-1|slipway history/,
    ],
    [
      'a rollback to what failed there',
      () => new Story().release('1').deployed('1', 'dev', 'fail').ask('1', 'dev', 'rollback'),
      'NotVerifiedHere',
      /failed its latest evaluation in dev/,
      /slipway history --environment dev/,
    ],
    [
      'what is asked by a version that is newer than this one',
      () => new Story(project([fromTheFuture('dev')])).release('1').ask('1', 'dev'),
      'GateNotEvaluable',
      /dev requires carbon and moon, which this version of Slipway cannot evaluate/,
      /version that synthesized the stack/,
    ],
    [
      'an environment at which somebody is at work',
      () => {
        const story = new Story().release('1');
        story.request('1', 'dev');
        return story.ask('1', 'dev');
      },
      'EnvironmentBusy',
      /dev is held by host\/1 since 2026-11-20T00:01:00Z, on behalf of tim@example.org, for deployment dep-1 of release 1/,
      /slipway status dev/,
    ],
  ];

  for (const [what, ask, code, message, hint, ...more] of refusals)
    test(what, () => {
      const { eligible, reasons } = ask();
      expect(eligible).toBe(false);
      expect(reasons.map((reason) => reason.code)).toEqual([code, ...more]);
      expect(reasons[0]?.message).toMatch(message);
      expect(reasons[0]?.message).not.toMatch(/\.$/);
      expect(reasons[0]?.hint).toMatch(hint);
      for (const { by } of reasons) expect(by).toMatch(/\w[^.]*$/);
    });

  test('for every reason at once, in one order', () => {
    const { require } = fromTheFuture('prod', {
      digests: true,
      approvals: { count: 1 },
      windows: [{ kind: 'once', from: '2030-01-01T00:00', to: '2030-01-02T00:00', zone: 'UTC' }],
      ancestry: 'descendant',
    });
    const story = new Story(project([environment('dev'), environment('prod', { ...after('dev'), require })]));
    story.release('2').deployed('2', 'prod').release('1', { carts: undefined });
    story.block('docker.io/example/carts:1').freeze(undefined, { rollbacks: 'refused' }).hold('2', 'prod');
    story.request('2', 'prod');
    expect(story.reasons('1', 'prod', 'deploy', { lineage: { ['carts' as ArtifactKey]: 'diverged' } })).toEqual([
      'IncompleteRelease',
      'NotYetInPreceding',
      'ImageNotPinned',
      'ImageBlocked',
      'NotADescendant',
      'ApprovalMissing',
      'WindowClosed',
      'Frozen',
      'Held',
      'GateNotEvaluable',
      'EnvironmentBusy',
    ]);
    expect(story.reasons('1', 'prod', 'rollback')).toEqual([
      'IncompleteRelease',
      'ImageNotPinned',
      'ImageBlocked',
      'NotVerifiedHere',
      'Frozen',
      'EnvironmentBusy',
    ]);
    expect(story.reasons('9', 'nowhere')).toEqual(['UnknownEnvironment', 'UnknownRelease']);
  });

  test('and tells of that environment, of several, where least is missing', () => {
    const story = new Story(FORKED).release('1');
    expect(story.ask('1', 'production').reasons[0]?.message).toMatch(/has not run in europe or america/);
    story.deployed('1', 'america', 'fail').deployed('1', 'europe');
    expect(story.reasons('1', 'production')).toEqual(['NotEvaluated']);
    story.verdict('1', 'america', 'dep-1' as never, 'warning');
    expect(story.ask('1', 'production').reasons).toEqual([
      expect.objectContaining({ code: 'WarningNeedsApproval', message: expect.stringContaining('america') }),
    ]);
  });

  test('and names the service set in what to run, where a project has several', () => {
    const [set] = SOCKSHOP.serviceSets;
    if (set === undefined) throw new Error('no set');
    const several = { ...SOCKSHOP, serviceSets: [set, { ...set, id: 'other' as ServiceSetId }] };
    expect(new Story(several).release('1').ask('1', 'hardening').reasons[0]?.hint).toContain('--service-set main');
  });

  /** An environment that asks for what only a later version knows. */
  function fromTheFuture(name: string, known: Partial<Environment['require']> = {}): Environment {
    const require = { digests: false, ...known, moon: 'full', carbon: 'low' };
    return environment(name, { require });
  }

  function otherSet(): Story {
    const [set] = SOCKSHOP.serviceSets;
    if (set === undefined) throw new Error('no set');
    const other = { ...set, id: 'other' as ServiceSetId };
    return new Story({ ...SOCKSHOP, serviceSets: [set, other] }).release('1');
  }
});

describe('a lease', () => {
  const story = new Story().release('1');
  story.request('1', 'dev');
  const expires = minute(61);

  test('holds until the instant at which it expires, and that is the earliest at which the answer turns', () => {
    expect(story.ask('1', 'dev', 'deploy', { at: minute(60) })).toMatchObject({
      eligible: false,
      reasons: [{ code: 'EnvironmentBusy', until: expires }],
      earliest: expires,
    });
    expect(story.ask('1', 'dev', 'deploy', { at: expires })).toEqual({ eligible: true, reasons: [] });
  });

  test('does not hold where its holder is known to be gone', () => {
    expect(story.reasons('1', 'dev', 'deploy', { holderGone: true })).toEqual([]);
  });

  test('names no earliest instant where something else is missing that does not pass by itself', () => {
    const busy = new Story().release('1').release('2', { carts: DIGEST });
    busy.request('1', 'dev');
    const decision = busy.ask('2', 'dev');
    expect(decision.reasons.map(({ code }) => code)).toEqual(['IncompleteRelease', 'EnvironmentBusy']);
    expect(decision.earliest).toBeUndefined();
  });
});

test('the law answers whatever was recorded, with reasons exactly where it refuses, all of them documented', () => {
  const demanding = project([
    environment('dev'),
    environment('production', {
      ...after('dev'),
      require: {
        digests: false,
        verdict: 'all',
        combination: 'pairwise',
        soakSeconds: 90,
        approvals: { count: 1, expiresSeconds: 120 },
        windows: [{ kind: 'weekly', days: ['fri'], from: '00:04', to: '00:08', zone: 'UTC' }],
        ancestry: 'descendant',
      },
    }),
    environment('hardening', after('production')),
  ]);
  const kinds = fc.constantFrom('deploy', 'promote', 'sync', 'rollback');
  const names = fc.constantFrom('rel-1', 'rel-2', 'constructor', '__proto__');
  const places = fc.constantFrom('dev', 'production', 'hardening', 'toString');
  fc.assert(
    fc.property(graphs, kinds, names, places, fc.nat(20), (events, kind, release, place, at) => {
      const order = orderEvents(events);
      const state = fold(PROJECT, order.whole ? order.events : []);
      const question = {
        project: demanding,
        state,
        serviceSet: SET,
        environment: place,
        release,
        kind,
        at: minute(at),
      };
      const decision = decide(question as unknown as Parameters<typeof decide>[0]);
      expect(decision.eligible).toBe(decision.reasons.length === 0);
      for (const { code, by } of [...decision.reasons, ...(decision.overridden ?? [])]) {
        expect(Object.keys(promotionProblems)).toContain(code);
        expect(by).not.toBe('');
      }
      for (const { until } of decision.reasons)
        if (until !== undefined) expect(Date.parse(until)).toBeGreaterThan(Date.parse(question.at));
      expect(decide(JSON.parse(JSON.stringify(question)))).toEqual(decision);
    }),
    { numRuns: 200 },
  );
});
