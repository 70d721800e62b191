import type { ApprovalRule, Project } from '../../../lib/manifest/index.js';
import { approvalsFor, changeIdentity } from '../../../lib/promotion/index.js';
import { inquire } from '../../../lib/promotion/law/inquiry.js';
import { environment, id, minute, production, project, SET, Story } from '../world.js';

const SRE = ['sue@example.org', 'ann@example.org', 'tim@example.org'];

/** `hardening`, and `production` that asks for approvals. */
function asking(count: number, more: Partial<ApprovalRule> = {}): Project {
  const of: Project = production({ approvals: { count, ...more } });
  return { ...of, roles: { sre: SRE, boss: ['eva@example.org'] } };
}

/** Release 1 runs in production, and release 2, made by Tim, has passed before it. */
function ready(of = asking(1)): Story {
  const story = new Story(of).release('1').deployed('1', 'hardening', 'pass');
  story.approve('1', 'production', { by: 'sue@example.org' }).approve('1', 'production', { by: 'ann@example.org' });
  story.deployed('1', 'production').release('2').deployed('2', 'hardening', 'pass');
  return story;
}

describe('an approval', () => {
  test('is missing where nobody gave one, and the refusal says who may, and how', () => {
    expect(ready().mayGo('2', 'production').reasons).toEqual([
      {
        code: 'ApprovalMissing',
        message: 'production asks for 1 approval of exactly this change, and release 2 (rel-2) has none',
        by: 'anybody but tim@example.org',
        hint: 'look at `slipway preview rel-2 --environment production`, then `slipway approve rel-2 --environment production`',
      },
    ]);
  });

  test('of exactly this change opens the gate', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production')).toEqual({ eligible: true, reasons: [] });
    expect(story.ask('2', 'production')).toEqual({ eligible: true, reasons: [] });
  });

  test('is not claimed to be one by whoever does not know what exactly would change', () => {
    const story = ready(asking(2)).approve('2', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(/has 1, by sue@example\.org$/);
    expect(story.ask('2', 'production').reasons[0]?.message).toMatch(/has at most 1, by sue@example\.org$/);
  });

  test('is not asked for where the environment does not, nor for a rollback', () => {
    expect(ready().reasons('2', 'hardening')).toEqual([]);
    expect(ready().reasons('1', 'production', 'rollback')).toEqual([]);
  });

  test('is asked for a redeployment of what runs, too: the stack may be another', () => {
    expect(ready().manifest('another').mayGo('1', 'production').reasons).toMatchObject([{ code: 'ApprovalMissing' }]);
  });

  test('of another release does not count', () => {
    const story = ready().release('3').approve('3', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').reasons).toMatchObject([
      { code: 'ApprovalMissing', message: expect.stringMatching(/has none$/) },
    ]);
  });

  test('of the same release elsewhere does not count', () => {
    const story = ready().approve('2', 'hardening', { by: 'sue@example.org' });
    expect(story.reasons('2', 'production')).toEqual(['ApprovalMissing']);
  });

  test('is used up when its release was deployed, and kept where that failed', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' });
    story.attempted('2', 'production', 'rolled-back');
    expect(story.mayGo('2', 'production').eligible).toBe(true);
    story.deployed('2', 'production');
    expect(story.mayGo('2', 'production').reasons).toMatchObject([{ code: 'ApprovalMissing' }]);
    expect(story.state.environments[`${SET}:production` as never]?.approvals).toEqual([]);
  });

  test('that was voided stays void, also where what was approved is again what would happen', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' });
    story.release('3').deployed('3', 'production');
    expect(story.mayGo('2', 'production').eligible).toBe(false);
    story.rolledBack('1', '3', 'production').unhold('production');
    const message = expect.stringContaining('sue@example.org approved it before rel-3 was deployed there');
    expect(story.mayGo('2', 'production').reasons).toMatchObject([{ code: 'ApprovalMissing', message }]);
    story.approve('2', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').eligible).toBe(true);
  });
});

describe('an approval is void, and the refusal says what differs,', () => {
  test('when another release took the place meanwhile', () => {
    const story = ready()
      .approve('2', 'production', { by: 'sue@example.org' })
      .release('3')
      .deployed('3', 'production');
    const message = expect.stringContaining(
      'has none; sue@example.org approved another change: rel-1 ran there then, and rel-3 does now',
    );
    expect(story.mayGo('2', 'production').reasons).toMatchObject([{ code: 'ApprovalMissing', message }]);
    expect(story.ask('2', 'production').reasons).toMatchObject([{ code: 'ApprovalMissing', message }]);
  });

  test('when it was for the first deployment there, and that was of another release', () => {
    const story = new Story(asking(1)).release('1').release('2').deployed('2', 'hardening', 'pass');
    story.approve('2', 'production', { by: 'sue@example.org' }).deployed('1', 'production');
    expect(story.mayGo('2', 'production').reasons[0]?.message).toContain('nothing ran there then, and rel-1 does now');
  });

  test('when the stack that stands there became another one', () => {
    const story = ready();
    const change = story.change('2', 'production', { before: 'e'.repeat(64) });
    story.approve('2', 'production', { by: 'sue@example.org', change });
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(
      /sue@example.org approved another change: the stack that stands there is another one$/,
    );
  });

  test('when the manifest makes another stack of it', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' }).manifest('more tasks');
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(
      /approved another change: the stack that would stand there is another one: the manifest changed$/,
    );
  });

  test('in everything in which it does', () => {
    const story = ready()
      .approve('2', 'production', { by: 'sue@example.org' })
      .release('3')
      .deployed('3', 'production');
    story.manifest('more tasks');
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(
      /rel-1 ran there then, and rel-3 does now, the stack that stands there is another one, the stack that would stand/,
    );
  });

  test('when it claims to be of this change and is not', () => {
    const story = ready();
    const { parts } = story.change('2', 'production');
    story.approve('2', 'production', { by: 'sue@example.org', change: { hash: 'f'.repeat(64), parts } });
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(/another change: it was recorded otherwise$/);
  });

  test('but not to whoever only looks and does not know the stack', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' }).manifest('more tasks');
    expect(story.ask('2', 'production').eligible).toBe(true);
  });
});

describe('of the people who approve', () => {
  test('as many are asked for as the manifest says, and those who did are named', () => {
    const story = ready(asking(2)).approve('2', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').reasons).toMatchObject([
      {
        message: expect.stringMatching(/asks for 2 approvals .* has 1, by sue@example.org$/),
        by: 'anybody but sue@example.org and tim@example.org',
      },
    ]);
    expect(story.approve('2', 'production', { by: 'ann@example.org' }).mayGo('2', 'production').eligible).toBe(true);
  });

  test('one counts once, however the name is written', () => {
    const story = ready(asking(2)).approve('2', 'production', { by: 'sue@example.org' });
    story.approve('2', 'production', { by: 'Sue@Example.org' }).approve('2', 'production', { by: ' sue@example.org' });
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(/has 1, by/);
    expect(story.state.environments[`${SET}:production` as never]?.approvals).toHaveLength(1);
  });

  test('whoever made the release does not count, however the name is written', () => {
    const story = ready().approve('2', 'production', { by: 'Tim@example.org' });
    expect(story.mayGo('2', 'production').reasons[0]?.message).toMatch(/has none; Tim@example.org made the release$/);
  });

  test('whoever deploys it counts', () => {
    const story = ready().approve('2', 'production', { by: 'sue@example.org' });
    story.request('2', 'hardening', undefined, { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').eligible).toBe(true);
  });

  test('those without the role do not count, and those with it are named', () => {
    const story = ready(asking(1, { roles: ['sre'] })).approve('2', 'production', { by: 'kim@example.org' });
    expect(story.mayGo('2', 'production').reasons).toMatchObject([
      {
        message: expect.stringMatching(/has none; kim@example.org does not have the role sre$/),
        by: '1 of sue@example.org and ann@example.org (sre)',
      },
    ]);
    expect(story.approve('2', 'production', { by: 'SUE@example.org' }).mayGo('2', 'production').eligible).toBe(true);
  });

  test('any of several roles is enough', () => {
    const story = ready(asking(1, { roles: ['sre', 'boss'] })).approve('2', 'production', { by: 'eva@example.org' });
    expect(story.mayGo('2', 'production').eligible).toBe(true);
  });

  test('and where too few are left who could, that is said', () => {
    const story = ready(asking(1, { roles: ['boss'] })).release('3', undefined, { by: 'eva@example.org' });
    story.deployed('3', 'hardening', 'pass');
    expect(story.mayGo('3', 'production').reasons[0]?.by).toMatch(/^nobody/);
    const three = ready(asking(3, { roles: ['sre'] }));
    expect(three.mayGo('2', 'production').reasons[0]?.by).toBe(
      'nobody: 3 are missing, and only sue@example.org and ann@example.org (sre) may still give one',
    );
  });

  test('nobody has a role that the manifest does not declare', () => {
    const { roles: _, ...without } = asking(1, { roles: ['sre'] });
    const story = ready(without).approve('2', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('2', 'production').eligible).toBe(false);
  });
});

describe('an approval that expires', () => {
  test('counts until just before, and from then on no more', () => {
    const story = ready(asking(1, { expiresSeconds: 600 })).at(minute(60));
    story.approve('2', 'production', { by: 'sue@example.org' });
    const at = (instant: string) => story.mayGo('2', 'production', { at: instant as never });
    expect(at('2026-11-20T01:09:59.999Z').eligible).toBe(true);
    expect(at('2026-11-20T01:10:00Z').reasons).toMatchObject([
      {
        code: 'ApprovalMissing',
        message: expect.stringMatching(/sue@example.org gave an approval that expired at 2026-11-20T01:10:00Z$/),
      },
    ]);
  });

  test('names no earliest instant: it does not come back by itself', () => {
    const story = ready(asking(1, { expiresSeconds: 600 })).approve('2', 'production', { by: 'sue@example.org' });
    story.freeze('production', { until: minute(500) });
    expect(story.mayGo('2', 'production').earliest).toBeUndefined();
  });

  test('is renewed by giving it again', () => {
    const story = ready(asking(1, { expiresSeconds: 600 })).at(minute(60));
    story.approve('2', 'production', { by: 'sue@example.org' }).at(minute(65));
    story.approve('2', 'production', { by: 'Sue@example.org' });
    expect(story.mayGo('2', 'production', { at: minute(74) }).eligible).toBe(true);
    expect(story.mayGo('2', 'production', { at: minute(75) }).eligible).toBe(false);
  });
});

describe('a warning', () => {
  const warned = (of = production({})) => new Story(of).release('1').deployed('1', 'hardening', 'warning');

  test('needs an approval, even where the environment asks for none', () => {
    expect(warned().mayGo('1', 'production').reasons).toMatchObject([
      {
        code: 'WarningNeedsApproval',
        by: 'anybody but tim@example.org',
        hint: expect.stringContaining('slipway approve rel-1 --environment production'),
      },
    ]);
    expect(warned().approve('1', 'production', { by: 'sue@example.org' }).mayGo('1', 'production').eligible).toBe(true);
  });

  test('is not lifted by whoever made the release, nor by an approval of another change', () => {
    const story = warned().approve('1', 'production');
    expect(story.mayGo('1', 'production').reasons).toMatchObject([{ code: 'WarningNeedsApproval' }]);
    story.approve('1', 'production', { by: 'sue@example.org' }).manifest('more tasks');
    expect(story.mayGo('1', 'production').reasons).toMatchObject([{ code: 'WarningNeedsApproval' }]);
  });

  test('is not lifted by an approval that was given before it: nobody agreed to what was not known', () => {
    const story = new Story(production({})).release('1').deployed('1', 'hardening', 'pass');
    story.approve('1', 'production', { by: 'sue@example.org' }).judge('hardening', 'warning');
    expect(story.mayGo('1', 'production').reasons).toMatchObject([{ code: 'WarningNeedsApproval' }]);
    story.approve('1', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('1', 'production').eligible).toBe(true);
  });

  test('is lifted by one approval, though the environment asks for more', () => {
    const story = warned(asking(2)).approve('1', 'production', { by: 'sue@example.org' });
    expect(story.mayGo('1', 'production').reasons.map(({ code }) => code)).toEqual(['ApprovalMissing']);
    const none = warned(asking(2));
    expect(none.reasons('1', 'production')).toEqual(['WarningNeedsApproval', 'ApprovalMissing']);
  });

  test('after a pass takes the pass back, and a pass after it needs nobody', () => {
    const story = warned().judge('hardening', 'pass');
    expect(story.mayGo('1', 'production').eligible).toBe(true);
    expect(story.judge('hardening', 'warning').mayGo('1', 'production').eligible).toBe(false);
  });
});

test('a change has one hash, that every part of it goes into', () => {
  const parts = new Story(project([environment('dev')])).release('1').change('1', 'dev').parts;
  const { hash } = changeIdentity(parts);
  const others = [{ replaces: id('9') }, { before: 'a'.repeat(64) }, { after: 'a'.repeat(64) }, { release: id('9') }];
  for (const other of others) expect(changeIdentity({ ...parts, ...other }).hash).not.toBe(hash);
  expect(changeIdentity({ ...parts }).hash).toBe(hash);
});

test('who approved and who did not is told for an overview, too', () => {
  const story = ready(asking(2)).approve('2', 'production', { by: 'sue@example.org' }).approve('2', 'production');
  const question = { project: story.project, state: story.state, serviceSet: SET, kind: 'deploy', at: story.now };
  const about = { ...question, environment: 'production', release: id('2') } as unknown as Parameters<
    typeof inquire
  >[0];
  expect(approvalsFor(inquire(about))).toMatchObject({
    counted: [{ actor: 'sue@example.org' }],
    refused: [{ approval: { actor: 'tim@example.org' }, why: 'made the release' }],
  });
});
