import { join } from 'node:path';
import type { Ended } from '../../acceptance/built.js';
import { currentRelease, environmentState } from '../../../lib/promotion/index.js';
import type { EnvironmentId } from '../../../lib/ids.js';
import {
  type Aws,
  bootstrap,
  describeEmulator,
  type Fault,
  faults,
  startAws,
  useEnvironment,
  type WireCall,
} from '../emulator/index.js';
import { isWrite } from './killed.js';
import { expectOneDeployment } from './recorded.js';
import { MAIN, Shop } from './shop.js';

jest.setTimeout(900_000);

const HURRY = { NODE_OPTIONS: `--require ${join(__dirname, 'hurry.cjs')}` };
const DEV = 'dev' as EnvironmentId;

describeEmulator('slipway deploy, when AWS refuses its calls', () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  let calls: readonly WireCall[];
  let next = '2';

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'refused');
    for (const digit of ['1', '2']) await shop.do('deploy', await shop.release(digit));
    shop.proxy.forget();
    await shop.do('deploy', '1');
    calls = [...shop.proxy.calls({ ours: true })];
  });
  afterEach(() => shop.proxy.calm());
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  const deployNext = (): Promise<Ended> => shop.run(['deploy', next], HURRY);
  const swap = (): void => {
    next = next === '1' ? '2' : '1';
  };
  /** Lets each different call be refused so many times before it is answered; gives how many were. */
  const refuseEach = (fault: Fault, times: number): ReadonlyMap<string, number> => {
    const refused = new Map<string, number>();
    const where = (call: WireCall): boolean => {
      const key = `${call.name} ${call.body}`;
      const count = refused.get(key) ?? 0;
      if (count < times) refused.set(key, count + 1);
      return count < times;
    };
    shop.proxy.inject(fault, { ours: true, where, times: Number.POSITIVE_INFINITY });
    return refused;
  };

  test.each([
    ['throttled', faults.throttled(), 2],
    ['answered with 503', faults.unavailable(503), 2],
    ['answered with 500', faults.unavailable(500), 1],
    ['cut off', faults.brokenConnection(), 1],
  ])('every call %s at first: it is deployed once, all the same', async (_, fault, times) => {
    const before = await shop.recorded();
    const refused = refuseEach(fault, times);
    const { code, err } = await deployNext();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect([...refused.keys()].map((key) => key.split(' ')[0])).toEqual(expect.arrayContaining(calls.map(({ name }) => name)));
    shop.proxy.calm();
    expectOneDeployment(await shop.recorded(), before, next);
    swap();
  });

  test('the answer to every write lost: it is deployed once, all the same', async () => {
    const writes = calls.filter(isWrite);
    expect(writes.length).toBeGreaterThan(0);
    const before = await shop.recorded();
    const lost = new Set<string>();
    const where = (call: WireCall): boolean => {
      if (!isWrite(call) || lost.has(call.body)) return false;
      lost.add(call.body);
      return true;
    };
    shop.proxy.inject(faults.lostAnswer(), { ours: true, where, times: Number.POSITIVE_INFINITY });
    expect(await deployNext()).toMatchObject({ code: 0 });
    expect(lost.size).toBe(writes.length);
    shop.proxy.calm();
    expectOneDeployment(await shop.recorded(), before, next);
    swap();
  });

  test('for ever, from any call on: it says so, and a later run ends it', async () => {
    const intent = calls.findIndex(({ name }) => name === 'lambda:Invoke') + 1;
    for (let at = 1; at <= calls.length; at++) {
      const before = await shop.recorded();
      const fault = at % 2 === 0 ? faults.throttled() : faults.unavailable();
      shop.proxy.inject(fault, { ours: true, from: at, times: Number.POSITIVE_INFINITY });
      const ended = await deployNext();
      shop.proxy.calm();
      const { error } = JSON.parse(ended.out) as { readonly error?: Record<string, string> };
      console.log(at, calls[at - 1]?.name, ended.code, error, ended.err);
      const after = await shop.recorded();
      if (at <= intent) expect(after.events).toEqual(before.events);
      else {
        const again = await deployNext();
        console.log(again.code, again.out.slice(0, 200));
        expectOneDeployment(await shop.recorded(), before, next);
        swap();
      }
    }
  });
});
