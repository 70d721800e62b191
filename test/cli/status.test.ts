import { IN_SYNC, OUT_OF_SYNC } from '../report/stage-sync.js';
import { Machine, sockshop } from './machine.js';

/** The state in which Sue finds hardening. */
const FIRST = { carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' };
const SECOND = { carts: 'carts:0.10.17', 'carts-db': 'carts-db:0.4.1' };

describe('status, promotion and what it is told by', () => {
  const machine = new Machine(sockshop);
  afterAll(() => machine.remove());

  beforeAll(async () => {
    await machine.release(FIRST);
    await machine.do('sync', 'hardening', '--reason', 'weekly', '--actor', 'sue@example.com');
    await machine.release(SECOND);
  });

  test('status of an environment has the form of the stage sync, and executes to what it lists', async () => {
    expect(await machine.do('status', 'hardening')).toBe(OUT_OF_SYNC);
    const { json } = await machine.json('status', 'hardening');
    const [{ sync }] = json.environments;
    expect(sync).toMatchObject({
      state: 'out-of-sync',
      with: 'dev',
      command: 'slipway sync hardening --project sockshop',
      updates: [
        { service: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' },
        { service: 'carts-db', from: 'carts-db:0.4.0', to: 'carts-db:0.4.1' },
      ],
    });
    await machine.do(...sync.command.split(' ').slice(1), '--actor', 'sue@example.com');
    expect(await machine.do('status', 'hardening')).toBe(IN_SYNC);
  });

  test('what runs where, by whom, since when and why are members of one document', async () => {
    const { json } = await machine.json('history', '--environment', 'hardening');
    expect(json.deployments).toHaveLength(2);
    expect(json.deployments[1]).toMatchObject({
      environment: 'hardening',
      number: 1,
      actor: 'sue@example.com',
      reason: 'weekly',
      startedAt: '2026-11-20T09:30:00Z',
      finishedAt: '2026-11-20T09:30:00Z',
      services: { carts: { status: 'running', image: 'carts:0.10.1' } },
    });
    const { json: status } = await machine.json('status');
    expect(status.project).toBe('sockshop');
    expect(status.environments.map((environment: { id: string }) => environment.id)).toEqual([
      'dev',
      'hardening',
      'production',
    ]);
    expect(status.environments[1]).toMatchObject({
      id: 'hardening',
      name: 'Hardening',
      release: expect.stringMatching(/^rel-[0-9a-f]{12}$/),
      number: 2,
      deployedAt: '2026-11-20T09:30:00Z',
      deployedBy: 'sue@example.com',
      services: { carts: 'carts:0.10.17', 'carts-db': 'carts-db:0.4.1', catalogue: 'catalogue:1.7.0' },
      ongoing: [],
      sync: { state: 'in-sync', with: 'dev', updates: [], command: null },
      held: null,
      frozen: null,
      drift: null,
    });
    expect(await machine.do('status')).toContain('by sue@example.com');
  });

  test('the first environment has nothing to sync with', async () => {
    expect(await machine.do('status', 'dev')).toBe(`Released services in dev:
- carts:0.10.17
- carts-db:0.4.1
- catalogue:1.7.0

Ongoing deployments/tests/evaluations:
- N/A
`);
    expect(await machine.run('sync', 'dev')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^error: dev is where releases start.*\nhint: .*slipway deploy <release>/),
    });
  });

  test('a set that nothing runs of is taken over as new', async () => {
    await machine.do('verdict', 'hardening', 'pass');
    const text = await machine.do('status', 'production');
    expect(text).toContain('Released services in production:\n- none yet\n');
    expect(text).toContain('- (new) --> carts:0.10.17\n');
  });

  test('a takeover that the law refuses is not offered as if it worked', async () => {
    const text = await machine.do('status', 'production');
    expect(text).not.toContain('Execute:');
    expect(text).toContain(
      '`slipway sync production --project sockshop` is refused as things stand:\n- production takes only',
    );
    const { json } = await machine.json('status', 'production');
    expect(json.environments[0].sync.refused).toEqual([expect.objectContaining({ code: 'ImageNotPinned' })]);
    expect((await machine.run('sync', 'production')).code).toBe(3);
  });

  test('only --exit-code turns being out of sync into an exit code', async () => {
    expect((await machine.run('status', 'production')).code).toBe(0);
    expect((await machine.run('status', 'production', '--exit-code')).code).toBe(5);
    expect((await machine.run('status', '--exit-code')).code).toBe(5);
    expect((await machine.run('status', 'hardening', '--exit-code')).code).toBe(0);
  });

  test('only along an edge of the graph can anything be taken over or promoted', async () => {
    expect(await machine.run('sync', 'production', '--from', 'dev')).toMatchObject({
      code: 2,
      err: expect.stringContaining('production does not come after dev'),
    });
    expect((await machine.run('sync', 'hardening', '--from', 'dev')).out).toContain('Nothing to change');
    expect((await machine.run('promote', '1', '--to', 'dev')).code).toBe(2);
  });

  test('a service that leaves the set is removed, one that joins it is new', async () => {
    const [head = ''] = sockshop.split('  - { id: catalogue');
    machine.write('slipway.yaml', `${head}  - { id: orders, image: orders }\n`);
    await machine.release({ orders: 'orders:1' });
    const text = await machine.do('status', 'hardening');
    expect(text).toContain('- catalogue:1.7.0 --> (removed)\n- (new) --> orders:1\n');
    const { json } = await machine.json('sync', 'hardening');
    expect(json.changed).toEqual(['catalogue', 'orders']);
    expect(json.deployment.services).toMatchObject({ catalogue: { status: 'removed' }, orders: { status: 'running' } });
  });
});

test('status of a project of which nothing was deployed names what comes next', async () => {
  const machine = new Machine(sockshop);
  try {
    expect(await machine.do('status')).toContain('Next: `slipway publish <service>=<image>`');
    await machine.do('publish', ...Object.entries(FIRST).map(([service, image]) => `${service}=${image}`));
    await machine.do('release', 'create');
    expect(await machine.do('status')).toContain('Next: `slipway deploy 1`');
  } finally {
    machine.remove();
  }
});
