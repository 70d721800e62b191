import type { Requirements } from '../../lib/manifest/index.js';
import type { Environment } from '../../lib/manifest/model.js';
import { after as comesAfter, environment, id, minute, production, project, Story } from './world.js';

const auto = { promote: 'auto' } as const;

/** `hardening`, and `production` that takes over by itself. */
const following = (require: Partial<Requirements> = {}) => production(require, auto);

/** Releases 1 to 4; nothing takes time. */
function story(of = following()): Story {
  const told = new Story(of, 0).at(minute(0));
  for (const name of ['1', '2', '3', '4']) told.release(name);
  return told;
}

const deploysByItself = { automatic: true, kind: 'promote', by: 'slipway' } as const;

/** What becomes of each candidate, in short: `2 due`. */
function steps(of: Story, at = of.now): readonly string[] {
  return of.automatic(at).map(({ release, step }) => `${release.slice(4)} ${step}`);
}

/** Passes one release after the other in hardening, a minute apart. */
function pass(of: Story, ...names: readonly string[]): Story {
  for (const name of names) of.wait(1).deployed(name, 'hardening', 'pass');
  return of.wait(1);
}

describe('what follows by itself', () => {
  test('is what passed in the environment before, into those that are to take over by themselves', () => {
    const of = pass(
      story(
        project([
          environment('hardening'),
          environment('production', { ...comesAfter('hardening'), ...auto }),
          environment('museum', comesAfter('hardening')),
        ]),
      ),
      '1',
    );
    expect(of.automatic()).toEqual([
      { environment: 'production', release: id('1'), from: 'hardening', passedAt: minute(1), step: 'due' },
    ]);
  });

  test('is nothing where nothing passed, or only with a warning', () => {
    expect(steps(story())).toEqual([]);
    expect(steps(story().deployed('1', 'hardening', 'warning'))).toEqual([]);
    expect(steps(story().deployed('1', 'hardening', 'fail'))).toEqual([]);
  });

  test('is the newest pass; what it supersedes is told', () => {
    const of = pass(story(), '1', '2', '3');
    expect(steps(of)).toEqual(['3 due', '2 passed-over', '1 passed-over']);
    expect(of.automatic()[1]).toMatchObject({ why: 'rel-3 passed after it and supersedes it' });
  });

  test('is the newest that may go: what waits is told with what it waits for', () => {
    const of = pass(story(following({ soakSeconds: 1800 })), '1').wait(60);
    pass(of, '2');
    expect(steps(of)).toEqual(['2 waits', '1 due']);
    expect(of.automatic()[0]).toMatchObject({
      decision: { reasons: [{ code: 'NotSoaked', until: minute(93) }], earliest: minute(93) },
    });
    expect(steps(of, minute(93))).toEqual(['2 due', '1 passed-over']);
  });

  test('waits for approvals, windows, freezes and whoever is at work, as a deployment by hand does', () => {
    const of = pass(story(following({ approvals: { count: 1 } })), '1').freeze('production', { until: minute(60) });
    of.request('2', 'production', undefined, { by: 'sue@example.org' });
    const [waiting] = of.automatic();
    expect(waiting).toMatchObject({ step: 'waits' });
    const codes = waiting?.step === 'waits' ? waiting.decision.reasons.map(({ code }) => code) : [];
    expect(codes).toEqual(['ApprovalMissing', 'Frozen', 'EnvironmentBusy']);
  });

  test('is never let through by a broken glass', () => {
    const of = pass(story(), '1').hold('4', 'production').breakGlass('1', 'production', minute(600));
    expect(steps(of)).toEqual(['1 waits']);
  });

  test('comes from any of several environments, at its newest pass', () => {
    const forked = (verdict: 'any' | 'all') =>
      story(
        project([
          environment('europe'),
          environment('america'),
          environment('production', {
            ...comesAfter('europe', 'america'),
            ...auto,
            require: { digests: false, verdict },
          }),
        ]),
      );
    const any = forked('any').wait(1).deployed('1', 'europe', 'pass').wait(1).deployed('2', 'america', 'pass');
    expect(steps(any.wait(1).deployed('1', 'america', 'pass'))).toEqual(['1 due', '2 passed-over']);
    expect(any.automatic()[0]).toMatchObject({ from: 'america', passedAt: minute(3) });
    const all = forked('all').wait(1).deployed('1', 'europe', 'pass');
    expect(steps(all)).toEqual(['1 waits']);
    expect(steps(all.wait(1).deployed('1', 'america', 'pass'))).toEqual(['1 due']);
  });
});

describe('a pass moves a release at most once', () => {
  test('so not while it is on its way, nor once it arrived', () => {
    const of = pass(story(), '1');
    const deployment = of.request('1', 'production', undefined, deploysByItself);
    expect(of.automatic()).toMatchObject([
      { step: 'passed-over', why: `it had its turn in deployment ${deployment}, which is under way` },
    ]);
    of.end(deployment, 'production');
    expect(steps(of)).toEqual([]);
  });

  test.each([
    ['failed', 'failed'],
    ['rolled-back', 'was rolled back'],
  ] as const)('so not again after it %s', (outcome, said) => {
    const of = pass(story(), '1').attempted('1', 'production', outcome, deploysByItself);
    expect(of.automatic()).toMatchObject([
      { step: 'passed-over', why: expect.stringMatching(new RegExp(`had its turn in deployment .*, which ${said}$`)) },
    ]);
    pass(of, '1');
    expect(steps(of)).toEqual(['1 due']);
  });

  test('nor after somebody tried it by hand', () => {
    const of = pass(story(), '1').attempted('1', 'production', 'failed', { by: 'sue@example.org' });
    expect(steps(of)).toEqual(['1 passed-over']);
  });

  test('and what passed before it had its turn with it', () => {
    const of = pass(story(), '1', '2').attempted('2', 'production', 'failed', deploysByItself);
    expect(of.automatic()).toMatchObject([
      { release: id('2'), step: 'passed-over', why: expect.stringMatching(/^it had its turn/) },
      { release: id('1'), step: 'passed-over', why: 'rel-2 passed after it and had its turn already' },
    ]);
    pass(of, '3');
    expect(steps(of)).toEqual(['3 due', '2 passed-over', '1 passed-over']);
  });
});

describe('nothing goes back', () => {
  test('to what passed before what runs', () => {
    const of = pass(story(), '1', '2').deployed('2', 'production', undefined, deploysByItself);
    expect(steps(of)).toEqual([]);
    of.verdict('1', 'hardening', 'dep-1' as never, 'fail')
      .wait(1)
      .deployed('3', 'hardening', 'pass');
    expect(steps(of)).toEqual(['3 due']);
  });

  test('where what runs failed in the environment before since it arrived', () => {
    const of = pass(story(), '1', '2').deployed('2', 'production', undefined, deploysByItself);
    of.wait(1).judge('hardening', 'fail');
    expect(of.automatic()).toMatchObject([
      { release: id('1'), step: 'passed-over', why: 'rel-2 was deployed by slipway after it had passed' },
    ]);
    expect(steps(pass(of, '3'))).toEqual(['3 due', '1 passed-over']);
  });

  test('though what runs passed once more meanwhile: what waits goes on to wait', () => {
    const of = story(
      project([
        environment('europe'),
        environment('america'),
        environment('production', { ...comesAfter('europe', 'america'), ...auto }),
      ]),
    );
    of.wait(1).deployed('1', 'europe', 'pass').deployed('1', 'america', 'pass');
    of.wait(1).deployed('1', 'production', undefined, deploysByItself).freeze('production');
    of.wait(1).deployed('2', 'europe', 'pass').wait(1).judge('america', 'pass');
    expect(steps(of)).toEqual(['2 waits']);
    expect(steps(of.unfreeze('production'))).toEqual(['2 due']);
  });
});

describe('what somebody does by hand', () => {
  test('after a pass wins over it, and that is told; what passes later follows again', () => {
    const of = pass(story(), '1', '2').deployed('1', 'production', undefined, { by: 'sue@example.org' });
    expect(of.automatic()).toMatchObject([
      { release: id('2'), step: 'passed-over', why: 'rel-1 was deployed by sue@example.org after it had passed' },
    ]);
    expect(steps(pass(of, '3'))).toEqual(['3 due', '2 passed-over']);
  });

  test('as a rollback where it passed keeps it from following, until it passes there again', () => {
    const of = pass(story(), '1', '2').wait(1);
    of.deployed('1', 'hardening', undefined, { kind: 'rollback', replaces: id('2'), by: 'sue@example.org' });
    expect(of.automatic()).toMatchObject([
      {
        release: id('2'),
        step: 'passed-over',
        why: 'hardening was rolled back from it by sue@example.org after it had passed there',
      },
      { release: id('1'), step: 'due' },
    ]);
    expect(steps(pass(of.wait(1), '2'))).toEqual(['2 due', '1 passed-over']);
  });

  test('as a rollback wins, and holds the environment until somebody lifts that', () => {
    const of = pass(story(), '1').deployed('1', 'production', 'pass', deploysByItself);
    pass(of, '2', '3').deployed('3', 'production', undefined, deploysByItself);
    of.wait(1).deployed('1', 'production', undefined, { kind: 'rollback', replaces: id('3'), by: 'sue@example.org' });
    expect(of.automatic()).toMatchObject([
      { release: id('3'), step: 'passed-over', why: expect.stringMatching(/^it had its turn/) },
      {
        release: id('2'),
        step: 'passed-over',
        why: 'rel-1 was rolled back to by sue@example.org after it had passed',
      },
    ]);
    pass(of, '4');
    expect(steps(of)).toEqual(['4 waits', '3 passed-over', '2 passed-over']);
    expect(of.automatic()[0]).toMatchObject({ decision: { reasons: [{ code: 'Held' }] } });
    expect(steps(of.unhold('production'))).toEqual(['4 due', '3 passed-over', '2 passed-over']);
  });

  test('and failed does not count: what ran before was never replaced', () => {
    const of = pass(story(), '1').deployed('1', 'production', undefined, deploysByItself);
    pass(of, '2').attempted('4', 'production', 'failed', { by: 'sue@example.org' });
    expect(steps(of)).toEqual(['2 due']);
  });
});

test('an overview is in the manifest’s order, each environment for itself', () => {
  const chain = (more: Partial<Environment>) =>
    project([
      environment('hardening'),
      environment('staging', { ...comesAfter('hardening'), ...auto }),
      environment('production', { ...comesAfter('staging'), ...auto, ...more }),
    ]);
  const of = pass(story(chain({})), '1').deployed('1', 'staging', 'pass', deploysByItself);
  pass(of, '2');
  expect(of.automatic().map(({ environment, release, step }) => [environment, release, step])).toEqual([
    ['staging', id('2'), 'due'],
    ['production', id('1'), 'due'],
  ]);
});
