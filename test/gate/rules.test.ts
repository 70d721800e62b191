import type { DeploymentId, EnvironmentId, Instant } from '../../lib/ids.js';
import type { Requirements } from '../../lib/manifest/index.js';
import { changeHash, type DeploymentRequested, environmentState } from '../../lib/promotion/index.js';
import { type SimulatedStack, type Template, World } from './cloudformation.js';
import { fingerprint, POLICY, PROD, policyAsking, prepare, releaseId, SET, stateOf, tell } from './place.js';

const PLACE = { serviceSet: SET, environment: PROD };
const STAGING = 'staging' as EnvironmentId;
const MINE = 'dep-00000000c11f' as DeploymentId;

describe('a stack that somebody deploys by hand', () => {
  let world: World;
  let stack: SimulatedStack;

  beforeEach(async () => {
    world = new World();
    stack = world.stack();
    await prepare(world.ledger, world.now, { made: ['a', 'b'], passed: ['a', 'b'] });
    await stack.deploy({ release: 'a', name: 'a0' });
  });

  /** Release b where prod asks for more. */
  const asking = (require: Partial<Requirements>, more = {}): Template => ({
    release: 'b',
    name: 'b0',
    policy: policyAsking(require, more),
  });
  const said = () =>
    world.log.findLast(({ logicalId, reason }) => logicalId === 'Gate' && reason !== undefined)?.reason;
  const last = async () => {
    const { deployments, deploymentOrder } = await stateOf(world.ledger);
    return deployments[deploymentOrder.at(-1) as DeploymentId];
  };
  const later = (minutes: number) => new Date(Date.parse(world.now) + minutes * 60_000).toISOString() as Instant;
  /** What would change: from the template that stands to the one that is asked for. */
  const change = (more: { readonly before?: string; readonly after?: string } = {}) => ({
    ...PLACE,
    release: releaseId('b'),
    replaces: releaseId('a'),
    before: fingerprint('a0'),
    after: fingerprint('b0'),
    ...more,
  });
  const approve = async (actor: string, approved = change()) =>
    tell(world.ledger, world.now, { type: 'approval.granted', change: approved, preview: changeHash(approved) }, actor);
  /** The command line opens a deployment of release b, whose preview it has seen. */
  const open = async (preview: string, more: Partial<DeploymentRequested> = {}) => {
    const fence = (environmentState(await stateOf(world.ledger), SET, PROD)?.fence ?? 0) + 1;
    await tell(world.ledger, world.now, {
      type: 'deployment.requested',
      deployment: MINE,
      ...PLACE,
      release: releaseId('b'),
      kind: 'promote',
      replaces: releaseId('a'),
      target: 'cloudformation',
      lease: { holder: 'host/1', fence, expires: later(30) },
      hashes: { manifest: 'm', template: fingerprint('b0'), preview },
      tool: 'slipway',
      ...more,
    });
  };

  test('is let in when exactly this change was approved, and by as many as asked', async () => {
    const b = asking({ approvals: { count: 2 } });
    await approve('ann@example.org');
    expect(await stack.deploy(b)).toBe('rolled-back');
    expect(said()).toMatch(/^rel-b may not run in prod\. ApprovalMissing: .* has 1, by ann@example\.org\./);
    await approve('bob@example.org');
    expect(await stack.deploy(b)).toBe('complete');
    expect(await last()).toMatchObject({ status: 'succeeded', hashes: { preview: changeHash(change()) } });
  });

  test.each([
    ['starts from another template', { before: fingerprint('a1') }],
    ['comes to another template', { after: fingerprint('b1') }],
  ])('is not let in by an approval of a change that %s', async (_, other) => {
    await approve('ann@example.org', change(other));
    expect(await stack.deploy(asking({ approvals: { count: 1 } }))).toBe('rolled-back');
    expect(said()).toMatch(/ann@example\.org approved another change/);
  });

  test('is approved by those who have the role, as the stack knows them', async () => {
    const b = asking({ approvals: { count: 1, roles: ['sre'] } }, { roles: { sre: ['ann@example.org'] } });
    await approve('bob@example.org');
    expect(await stack.deploy(b)).toBe('rolled-back');
    expect(said()).toMatch(/bob@example\.org does not have the role sre/);
    await approve('Ann@Example.org');
    expect(await stack.deploy(b)).toBe('complete');
  });

  test('is not let in before its release has soaked', async () => {
    const b = asking({ soakSeconds: 1_800 });
    expect(await stack.deploy(b)).toBe('rolled-back');
    expect(said()).toMatch(/NotSoaked: .* \(until 2026-11-20T09:30:00/);
    await world.pass(31 * 60_000);
    expect(await stack.deploy(b)).toBe('complete');
  });

  test('is not let in outside of a window', async () => {
    const windows = [{ kind: 'weekly', days: ['fri'], from: '10:00', to: '12:00', zone: 'UTC' }] as const;
    expect(await stack.deploy(asking({ windows }))).toBe('rolled-back');
    expect(said()).toMatch(/WindowClosed: .* Fri 10:00-12:00 UTC/);
    await world.pass(60 * 60_000);
    expect(await stack.deploy(asking({ windows }))).toBe('complete');
  });

  test('is not let in while its environment is frozen', async () => {
    await tell(world.ledger, world.now, { type: 'freeze.set', environment: PROD, rollbacks: 'allowed' });
    expect(await stack.deploy(asking({}))).toBe('rolled-back');
    expect(said()).toMatch(/Frozen: prod is frozen/);
    await tell(world.ledger, world.now, { type: 'freeze.lifted', environment: PROD, planned: false });
    expect(await stack.deploy(asking({}))).toBe('complete');
  });

  test('is not let in while its environment is held on another release', async () => {
    await tell(world.ledger, world.now, { type: 'hold.set', ...PLACE, release: releaseId('a') });
    expect(await stack.deploy(asking({}))).toBe('rolled-back');
    expect(said()).toMatch(/Held: prod is held on release 1 \(rel-a\)/);
  });

  test('is let in under a broken glass, and what was waived stays recorded', async () => {
    await tell(world.ledger, world.now, { type: 'freeze.set', environment: PROD, rollbacks: 'allowed' });
    await tell(world.ledger, world.now, {
      type: 'glass.broken',
      ...PLACE,
      release: releaseId('b'),
      expires: later(60),
    });
    expect(await stack.deploy(asking({ approvals: { count: 1 } }))).toBe('complete');
    expect(await last()).toMatchObject({ status: 'succeeded', overridden: ['ApprovalMissing', 'Frozen'] });
  });

  test('is not let in where its rules ask for something that the function cannot weigh', async () => {
    const policy = policyAsking({ blessing: true } as never);
    expect(await stack.deploy({ release: 'b', name: 'b0', policy })).toBe('rolled-back');
    expect(said()).toMatch(/GateNotEvaluable: prod requires blessing/);
  });

  test('has its rules read as versions of before wrote them: a list of what could not be weighed', async () => {
    const none = policyAsking({ unsupported: [] } as never);
    expect(await stack.deploy({ release: 'b', name: 'b0', policy: none })).toBe('complete');
    const some = policyAsking({ unsupported: ['soak'] } as never);
    expect(await stack.deploy({ release: 'a', name: 'a1', policy: some })).toBe('rolled-back');
    expect(said()).toMatch(/GateNotEvaluable/);
  });

  test('is told apart from what stands by its fingerprint, whatever else the gate that stands says', async () => {
    const { template } = stack;
    stack.template = { ...(template as Template), policy: { ...POLICY, name: '' } };
    await approve('ann@example.org');
    expect(await stack.deploy(asking({ approvals: { count: 1 } }))).toBe('complete');
  });

  describe('and the command line opened its deployment', () => {
    const b = asking({ approvals: { count: 1 } });

    test('goes on by the approval that it was opened by, though the gate sees less of what stood before', async () => {
      const seen = change({ before: fingerprint('what the command line saw') });
      await approve('ann@example.org', seen);
      await open(changeHash(seen));
      expect(await stack.deploy(b)).toBe('complete');
      expect(await last()).toMatchObject({ id: MINE, status: 'succeeded' });
    });

    test('does not go on where that approval is not to be found', async () => {
      await open(changeHash(change({ before: fingerprint('another') })));
      await approve('ann@example.org');
      expect(await stack.deploy(b)).toBe('rolled-back');
      expect(said()).toMatch(/ApprovalMissing/);
    });

    test('goes on with what was left behind by the same approval', async () => {
      const seen = change({ before: fingerprint('what the command line saw') });
      await approve('ann@example.org', seen);
      await open(changeHash(seen), { lease: { holder: 'host/1', fence: 2, expires: world.now } });
      expect(await stack.deploy(b)).toBe('complete');
      expect(await last()).toMatchObject({ id: MINE, fence: 3, status: 'succeeded' });
    });

    test('knows of the commits what the command line found out', async () => {
      const descending: Template = { release: 'b', name: 'b0', policy: policyAsking({ ancestry: 'descendant' }) };
      expect(await stack.deploy(descending)).toBe('rolled-back');
      expect(said()).toMatch(/NotADescendant/);
      await open('p', { lineage: { carts: 'descendant' } as never });
      expect(await stack.deploy(descending)).toBe('complete');
    });

    test('takes no broken glass for what follows by itself', async () => {
      await tell(world.ledger, world.now, {
        type: 'glass.broken',
        ...PLACE,
        release: releaseId('b'),
        expires: later(60),
      });
      await open('p', { automatic: true });
      expect(await stack.deploy(b)).toBe('rolled-back');
      expect(said()).toMatch(/ApprovalMissing/);
    });
  });

  test('of several environments before it asks all where its rules say so', async () => {
    const qa = 'qa' as EnvironmentId;
    const [staging, prod] = policyAsking({ verdict: 'all' }).environments;
    if (staging === undefined || prod === undefined) throw new Error('the project has two environments');
    const environments = [staging, { ...staging, id: qa, name: 'QA' }, { ...prod, after: [STAGING, qa] }];
    const serviceSets = POLICY.serviceSets.map((set) => ({ ...set, environments: [STAGING, qa, PROD] }));
    const policy = { ...POLICY, environments, serviceSets };
    expect(await stack.deploy({ release: 'b', name: 'b0', policy })).toBe('rolled-back');
    expect(said()).toMatch(/NotYetInPreceding: .* has not run in qa/);
  });
});
