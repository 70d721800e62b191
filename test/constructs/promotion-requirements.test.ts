import { Duration, Lazy } from 'aws-cdk-lib/core';
import { type PromotionRequirements, PromotionWindow } from '../../constructs/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { whyNotAPolicy } from '../../lib/promotion/index.js';
import { GATE, gatedShop, OUTCOME, only, projectOf } from './gated.js';

const project = projectOf(`
project: shop
roles: { sre: [ann@example.org, bob@example.org, Ann@Example.org], qa: [] }
environments:
  - { id: dev }
  - { id: prod, after: [dev], require: { soak: 30m, approvals: 1, verdict: all } }
services: [{ id: web, image: web }]
`);

const asked = (require: PromotionRequirements, environment = 'prod', type = GATE) => {
  const { Request } = only(gatedShop({ project, environment, require }), type).Properties;
  const { policy } = JSON.parse(Request) as { policy: { environments: { id: string; require: unknown }[] } };
  expect(whyNotAPolicy(policy)).toBeUndefined();
  return policy.environments.find(({ id }) => id === environment)?.require;
};

describe('what a stack asks of a release', () => {
  test('stands in the gate in the place of what the manifest asks, member by member', () => {
    const require: PromotionRequirements = { soak: Duration.hours(2), digests: false, ancestry: 'descendant' };
    expect(asked(require)).toEqual({
      digests: false,
      verdict: 'all',
      soakSeconds: 7200,
      approvals: { count: 1 },
      ancestry: 'descendant',
    });
  });

  test('leaves what the manifest asks where it says nothing', () => {
    const manifest = project.environments[1]?.require;
    expect(asked({})).toEqual(manifest);
    expect(asked({ verdict: undefined, soak: undefined, windows: undefined })).toEqual(manifest);
  });

  test('is asked of this environment alone', () => {
    const { Request } = only(
      gatedShop({ project, environment: 'prod', require: { combination: 'each' } }),
      GATE,
    ).Properties;
    const [dev] = JSON.parse(Request).policy.environments;
    expect(dev.require).toEqual(project.environments[0]?.require);
  });

  test('is told to who ends the deployment, too', () => {
    expect(asked({ combination: 'pairwise' }, 'prod', OUTCOME)).toMatchObject({ combination: 'pairwise' });
  });

  test('says who approves, how many, and how long it counts', () => {
    const approvals = { count: 2, roles: ['sre', 'sre'], expires: Duration.days(7) };
    expect(asked({ approvals })).toMatchObject({
      approvals: { count: 2, roles: ['sre'], expiresSeconds: 604_800 },
    });
  });

  test('says when, by the clock on the wall, in UTC where no zone is named', () => {
    const windows = [
      PromotionWindow.weekly({ days: ['mon', 'tue'], from: '22:00', to: '06:00', zone: 'Europe/London' }),
      PromotionWindow.weekly({ days: ['sat'], from: '00:00', to: '24:00' }),
      PromotionWindow.once({ from: '2026-12-01T09:00', to: '2026-12-02T09:00' }),
    ];
    expect(asked({ windows })).toMatchObject({
      windows: [
        { kind: 'weekly', days: ['mon', 'tue'], from: '22:00', to: '06:00', zone: 'Europe/London' },
        { kind: 'weekly', days: ['sat'], from: '00:00', to: '24:00', zone: 'UTC' },
        { kind: 'once', from: '2026-12-01T09:00', to: '2026-12-02T09:00', zone: 'UTC' },
      ],
    });
  });
});

describe('what a stack cannot ask', () => {
  const problems = (require: PromotionRequirements, environment = 'prod', more = {}) => {
    try {
      gatedShop({ project, environment, require, ...more });
    } catch (error) {
      if (error instanceof SlipwayError) return error.problems;
      throw error;
    }
    return [];
  };
  const weekly = { days: ['mon'], from: '09:00', to: '17:00' } as const;

  test.each<[says: string, require: PromotionRequirements]>([
    ['`require.soak` is 0 seconds', { soak: Duration.seconds(0) }],
    ['`require.soak` is 1.5 seconds', { soak: Duration.millis(1500) }],
    [
      '`require.soak` is not known before the stack is deployed',
      { soak: Duration.seconds(Lazy.number({ produce: () => 1 })) },
    ],
    ['`require.approvals.count` is 0', { approvals: { count: 0 } }],
    ['`require.approvals.count` is 1.5', { approvals: { count: 1.5 } }],
    ['`require.approvals.expires` is 0 seconds', { approvals: { count: 1, expires: Duration.seconds(0) } }],
    ['there is no role "ser"', { approvals: { count: 1, roles: ['sre', 'ser'] } }],
    ['3 people have to approve, and 2 have the role "sre"', { approvals: { count: 3, roles: ['sre'] } }],
    ['1 person has to approve, and 0 have the role "qa"', { approvals: { count: 1, roles: ['qa'] } }],
    ['`require.windows` lists no window', { windows: [] }],
    ['`require.windows[0]` has no days', { windows: [PromotionWindow.weekly({ ...weekly, days: [] })] }],
    ['`require.windows[0]` has the time "9:00"', { windows: [PromotionWindow.weekly({ ...weekly, from: '9:00' })] }],
    [
      '`require.windows[0]` has the time "2026-12-01T09:00"',
      { windows: [PromotionWindow.weekly({ ...weekly, from: '2026-12-01T09:00' })] },
    ],
    [
      '`require.windows[0]` is never open: it is from 17:00 to 17:00',
      { windows: [PromotionWindow.weekly({ ...weekly, from: '17:00' })] },
    ],
    [
      '`require.windows[1]` has the time zone "London", which is not known',
      { windows: [PromotionWindow.weekly(weekly), PromotionWindow.weekly({ ...weekly, zone: 'London' })] },
    ],
    [
      '`require.windows[0]` has the time "2026-02-30T09:00"',
      { windows: [PromotionWindow.once({ from: '2026-02-30T09:00', to: '2026-03-01T09:00' })] },
    ],
    [
      '`require.windows[0]` is never open',
      { windows: [PromotionWindow.once({ from: '2026-12-02T09:00', to: '2026-12-01T09:00' })] },
    ],
  ])('%s', (says, require) => {
    expect(problems(require)).toEqual([
      expect.objectContaining({
        code: 'InvalidRequirements',
        message: expect.stringContaining(says),
        hint: expect.stringMatching(/\S/),
      }),
    ]);
  });

  test('is told all at once', () => {
    const require = { soak: Duration.seconds(0), approvals: { count: 1, roles: ['sre', 'dev'] }, windows: [] };
    expect(problems(require)).toHaveLength(3);
  });

  test('a role is looked for among those of the manifest, and a zone among those of the world', () => {
    const zone = { windows: [PromotionWindow.weekly({ ...weekly, zone: 'London' })] };
    expect(problems(zone)[0]?.hint).toBe('did you mean "Europe/London"?');
    const role = { approvals: { count: 1, roles: ['sra'] } };
    expect(problems(role)[0]?.hint).toBe('did you mean "sre"? the roles are sre, qa');
  });

  test('a soak where nothing comes before', () => {
    expect(problems({ soak: Duration.minutes(5) }, 'dev')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^environment "dev" comes after nothing/) }),
    ]);
  });

  test('anything without a ledger, whose gate would weigh it', () => {
    expect(problems({ verdict: 'all' }, 'prod', { ledger: undefined })).toEqual([
      expect.objectContaining({ code: 'RequirementsWithoutLedger' }),
    ]);
  });
});
