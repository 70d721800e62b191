import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { type Fate, imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const WISHES = { environments: [{ id: 'dev' }, { id: 'fresh' }], services: TWO_SERVICES };

/** Releases by number: what each brings of web; orders follows in those that are fine. */
const RELEASES: readonly Fate[] = ['fine', 'broken', 'quietly-broken', 'fine'];

describeEmulator('a deployment that fails', () => {
  let account: Account;
  let shop: Team;

  /** Release 1 runs in dev and passed there. */
  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', WISHES);
    for (const [index, fate] of RELEASES.entries()) {
      const version = index + 1;
      await shop.release({ web: imageOf('web', version, fate), orders: imageOf('orders', version) });
    }
    await shop.deployStack('dev', '-c', 'release=1');
    await shop.do('verdict', 'dev', 'pass');
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  const standing = async () => ({
    running: await shop.running('dev'),
    versions: await shop.versions('dev'),
    pointer: JSON.parse((await shop.parameter('deployments/dev')) ?? '{}') as unknown,
    parameter: await shop.parameter('images/dev/web'),
  });
  const converged = () =>
    expect(shop.told('verify', 'dev', '--exit-code')).resolves.toMatchObject({
      code: 0,
      json: { environments: [{ verdict: 'converged', findings: [] }] },
    });

  test('of a service that does not come up: everything is as it was, and it says why', async () => {
    const before = await standing();
    const { code, out } = await shop.slipway('deploy', '2');
    expect(code).toBe(1);
    expect(out).toMatch(/^Rolled back: release 2 .* did not get into dev: /);
    expect(out).toMatch(/ECS Deployment Circuit Breaker was triggered/);
    expect(out).toMatch(/web: .*Essential container in task exited \(web: exit code 1/);
    expect(await standing()).toEqual(before);
    expect(before).toMatchObject({ versions: { web: '1', orders: '1' }, pointer: { number: 1 } });
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded', '2 deploy rolled-back']);
    await converged();
  });

  test('of a service that ECS turns back behind the back of CloudFormation: it is noticed, and the stack goes back, too', async () => {
    const before = await standing();
    const told = await shop.told('deploy', '3');
    expect(told).toMatchObject({ code: 1, json: { changed: [], deployment: { status: 'rolled-back' } } });
    expect((await shop.stack('dev'))?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    expect(await standing()).toMatchObject({ pointer: before.pointer, parameter: before.parameter });
    expect((await shop.recorded('dev')).at(-1)).toBe('3 deploy rolled-back');
    await converged();
  });

  test('of an environment where nothing ran: nothing stands there, and the next one starts anew', async () => {
    const failed = await shop.slipway('deploy', '2', '--environment', 'fresh');
    expect(failed).toMatchObject({ code: 1, out: expect.stringMatching(/^Rolled back: release 2/) });
    expect(await shop.versions('fresh')).toEqual({});
    expect(await shop.parameter('deployments/fresh')).toBeUndefined();
    expect((await shop.told('verify', 'fresh')).json).toMatchObject({
      environments: [{ verdict: 'none', release: null }],
    });
    await shop.do('deploy', '4', '--environment', 'fresh');
    expect(await shop.recorded('fresh')).toEqual(['2 deploy rolled-back', '4 deploy succeeded']);
    expect(await shop.versions('fresh')).toEqual({ web: '4', orders: '4' });
  });

  test('a rollback goes to the release that was verified last, whose task definitions are still there', async () => {
    const web = (await shop.running('dev')).get('web');
    await shop.deployStack('dev', '-c', 'release=4');
    await shop.do('verdict', 'dev', 'pass');
    expect(await shop.versions('dev')).toEqual({ web: '4', orders: '4' });
    const ecs = await account.aws.clients.ecs();
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: web?.taskDefinition });
    expect(taskDefinition?.status).toBe('ACTIVE');

    const back = await shop.told('rollback', 'dev');
    expect(back).toMatchObject({
      code: 0,
      json: { deployment: { kind: 'rollback', number: 1, status: 'succeeded' }, changed: ['orders', 'web'] },
    });
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    expect(JSON.parse((await shop.parameter('deployments/dev')) ?? '{}')).toMatchObject({ number: 1 });
    await converged();
  });

  test('a rollback to a named release goes to one that ran well here, and to no other', async () => {
    const refused = await shop.told('rollback', 'dev', '--to', '2');
    expect(refused).toMatchObject({ code: 3, json: { error: { code: 'NotVerifiedHere' } } });
    await shop.do('rollback', 'dev', '--to', '4');
    expect(await shop.versions('dev')).toEqual({ web: '4', orders: '4' });
    expect((await shop.recorded('dev')).slice(-2)).toEqual(['1 rollback succeeded', '4 rollback succeeded']);
  });
});
