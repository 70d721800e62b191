import type { DeploymentId, Instant } from '../../../lib/ids.js';
import { LambdaAppender, type Ledger, ledgerFunctionName } from '../../../lib/ledger/index.js';
import { currentRelease, environmentState } from '../../../lib/promotion/index.js';
import { PROD, PROJECT, prepare, releaseId, SET, stateOf, tell } from '../../gate/place.js';
import { type Aws, CountingProxy, describeEmulator, startAws, type WireCall } from '../emulator/index.js';
import { deployFunction, GatedStack, ledgerOf, recorded } from '../gate/gated-stack.js';
import { createTable } from '../ledger/create-table.js';
import { EVERY_MOMENT, isWrite, type Moment, momentsOf } from './killed.js';
import { expectLinear } from './recorded.js';

jest.setTimeout(600_000);

const TABLE = 'slipway-functions';
const FUNCTION = ledgerFunctionName(TABLE);

const now = (): Instant => new Date().toISOString() as Instant;

describeEmulator('the function behind gate and record, killed', () => {
  let aws: Aws;
  let proxy: CountingProxy;
  let stack: GatedStack;
  let ledger: Ledger;
  let next = 'b';

  beforeAll(async () => {
    aws = await startAws();
    proxy = await CountingProxy.before(aws.endpoint);
    await createTable(await aws.clients.dynamodb(), TABLE);
    const token = await deployFunction(aws, TABLE);
    ledger = ledgerOf(aws, TABLE, new LambdaAppender(() => aws.clients.lambda(), FUNCTION));
    // What prepares the record needs no function, which would take its time.
    await prepare(ledgerOf(aws, TABLE), now(), { made: ['a', 'b'], passed: ['a', 'b'] });
    stack = new GatedStack(aws, token, 'functions-prod');
    await stack.create({ release: 'a' });
    await aws.control.letFunctionsUse(proxy.endpoint);
  });
  afterEach(() => proxy.calm());
  afterAll(async () => {
    await proxy?.stop();
    await aws?.stop();
  });

  /** Kills the function at its n-th call from now on, once. */
  const killAt = ({ at, when }: Moment): { readonly hits: number } => {
    const found = { hits: 0 };
    const kill = async (): Promise<'break'> => {
      found.hits++;
      await aws.control.killFunction(FUNCTION);
      return 'break';
    };
    const aim = { ours: true, from: at };
    if (when === 'before') proxy.before(aim, kill);
    else proxy.after(aim, kill);
    return found;
  };
  const deployNext = async (): Promise<string> => {
    const release = next;
    next = next === 'a' ? 'b' : 'a';
    return stack.update({ release });
  };
  const callsOf = async (run: () => Promise<unknown>): Promise<readonly WireCall[]> => {
    proxy.forget();
    await run();
    return [...proxy.calls({ ours: true })];
  };

  test(`at ${EVERY_MOMENT} of a deployment: Lambda tries again, and there is one deployment with one outcome`, async () => {
    const calls = await callsOf(deployNext);
    expect(calls.filter(isWrite).length).toBe(2);
    for (const moment of momentsOf(calls)) {
      const before = await recorded(ledger);
      const killed = killAt(moment);
      expect(await deployNext()).toBe('UPDATE_COMPLETE');
      expect(killed.hits).toBe(1);
      proxy.calm();
      const running = next === 'a' ? 'b' : 'a';
      expect(await recorded(ledger)).toEqual([...before, `rel-${running} succeeded`]);
      expect(environmentState(await stateOf(ledger), SET, PROD)?.ongoing).toBeUndefined();
    }
    expectLinear(await ledger.events(PROJECT));
  });

  test(`at ${EVERY_MOMENT} of an append: it is asked again, and the event is there once`, async () => {
    const deployment = (await stateOf(ledger)).deploymentOrder.at(-1) as DeploymentId;
    const judged = { serviceSet: SET, environment: PROD, release: releaseId('a'), deployment };
    const append = (evidence: string): Promise<void> =>
      tell(ledger, now(), { type: 'verdict.recorded', ...judged, verdict: 'pass', evidence });
    const calls = await callsOf(() => append('whole'));
    for (const [index, moment] of momentsOf(calls).entries()) {
      const before = await ledger.events(PROJECT);
      const killed = killAt(moment);
      await append(String(index));
      expect(killed.hits).toBe(1);
      proxy.calm();
      const after = await ledger.events(PROJECT);
      expectLinear(after, before);
      expect(after.slice(before.length)).toMatchObject([{ fact: { evidence: String(index) } }]);
    }
  });

  /** Kills the function three times, which is as often as Lambda tries, from the write of such an event on. */
  const killAllFrom = (type: string): { readonly hits: number } => {
    const found = { hits: 0 };
    proxy.after({ ours: true, times: Number.POSITIVE_INFINITY }, async (call) => {
      const isBegun = found.hits > 0 || (isWrite(call) && call.body.includes(type));
      if (!isBegun || found.hits === 3) return 'go on';
      found.hits++;
      await aws.control.killFunction(FUNCTION);
      return 'break';
    });
    return found;
  };

  test('every time when it had let a release in: the stack is turned back, and the next deployment goes on with that one', async () => {
    const before = await recorded(ledger);
    const wanted = next;
    const killed = killAllFrom('deployment.requested');
    expect(await deployNext()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(killed.hits).toBe(3);
    expect(await recorded(ledger)).toEqual([...before, `rel-${wanted} ongoing`]);
    proxy.calm();
    next = wanted;
    expect(await deployNext()).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual([...before, `rel-${wanted} succeeded`]);
  });

  test.failing('every time when it had recorded a success: the record does not say that what was turned back runs', async () => {
    const standing = currentRelease(await stateOf(ledger), SET, PROD)?.id;
    const killed = killAllFrom('deployment.finished');
    expect(await deployNext()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(killed.hits).toBe(3);
    expect(currentRelease(await stateOf(ledger), SET, PROD)?.id).toBe(standing);
  });
});
