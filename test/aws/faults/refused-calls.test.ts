import { join } from 'node:path';
import type { Ended } from '../../acceptance/built.js';
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
import { Shop } from './shop.js';

jest.setTimeout(900_000);

const HURRY = { NODE_OPTIONS: `--require ${join(__dirname, 'hurry.cjs')}` };

describeEmulator('slipway deploy, when AWS refuses its calls', () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  let calls: readonly WireCall[];
  let next = '1';

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'refused');
    await shop.do('deploy', await shop.release('1'));
    const second = await shop.release('2');
    shop.proxy.forget();
    await shop.do('deploy', second);
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
  /** Lets each different call meet these faults one after the other before it is answered; gives the calls that did. */
  const disturbEach = (inTurn: readonly Fault[]): ReadonlySet<string> => {
    const met = new Map<string, number>();
    const turns = new Map<number, number>();
    const turnOf = ({ number, name, body }: WireCall): number => {
      const key = `${name} ${body}`;
      const turn = turns.get(number) ?? met.get(key) ?? 0;
      if (!turns.has(number)) met.set(key, turn + 1);
      turns.set(number, turn);
      return turn;
    };
    const names = new Set<string>();
    for (const [turn, fault] of inTurn.entries())
      shop.proxy.inject(fault, {
        ours: true,
        times: Number.POSITIVE_INFINITY,
        where: (call) => {
          const isMet = turnOf(call) === turn;
          if (isMet && turn === inTurn.length - 1) names.add(call.name);
          return isMet;
        },
      });
    return names;
  };

  test('every call throttled, answered with 503 and 500, and cut off before it is answered: it is deployed once, all the same', async () => {
    const before = await shop.recorded();
    const inTurn = [faults.throttled(), faults.unavailable(503), faults.unavailable(500), faults.brokenConnection()];
    const disturbed = disturbEach(inTurn);
    const { code, err } = await deployNext();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    shop.proxy.calm();
    expect([...disturbed].sort()).toEqual([...new Set(calls.map(({ name }) => name))].sort());
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

  const errorOf = ({ out }: Ended): { readonly code: string; readonly message: string; readonly hint: string } =>
    (JSON.parse(out) as { readonly error: { code: string; message: string; hint: string } }).error;
  /** Refuses every call from one on, whoever of us makes it, now in this way and now in that. */
  const refuseFrom = (at: number): void => {
    const fault = at % 2 === 0 ? faults.throttled() : faults.unavailable();
    shop.proxy.inject(fault, { ours: true, from: at, times: Number.POSITIVE_INFINITY });
  };
  const intentAt = (): number => calls.findIndex(({ name }) => name === 'lambda:Invoke') + 1;

  test('for ever, before the intent is recorded: nothing has happened, and it says so', async () => {
    const before = await shop.recorded();
    for (let at = 1; at <= intentAt(); at++) {
      refuseFrom(at);
      const ended = await deployNext();
      shop.proxy.calm();
      expect({ at, code: ended.code, err: ended.err }).toEqual({ at, code: 7, err: '' });
      const { code, message, hint } = errorOf(ended);
      expect(['AwsThrottled', 'AwsUnavailable', 'StackNotRenderable']).toContain(code);
      expect(message).toMatch(new RegExp(`AWS (refused|answered) ${calls[at - 1]?.name} `));
      expect(hint).toMatch(/run the command again/);
    }
    expect((await shop.recorded()).events).toEqual(before.events);
  });

  // Each of these is a deployment and another one that ends it.
  if (process.env.SLIPWAY_THOROUGH === 'true')
    test('for ever, after that: the outcome is not known, and a later run ends it', async () => {
      for (let at = intentAt() + 1; at <= calls.length; at++) {
        const before = await shop.recorded();
        refuseFrom(at);
        const ended = await deployNext();
        shop.proxy.calm();
        expect({ at, code: ended.code, err: ended.err }).toEqual({ at, code: 6, err: '' });
        expect(errorOf(ended)).toMatchObject({ code: 'OutcomeNotRecorded', hint: expect.stringContaining('again') });
        expect(await deployNext()).toMatchObject({ code: 0 });
        expectOneDeployment(await shop.recorded(), before, next);
        swap();
      }
    });

  test('CloudFormation alone, for ever: the outcome is not known, it is told why, and a later run ends it', async () => {
    const before = await shop.recorded();
    // The first two of its calls find out what stands there, before the intent.
    const aim = { ours: true, name: 'cloudformation', from: 3, times: Number.POSITIVE_INFINITY };
    shop.proxy.inject(faults.unavailable(), aim);
    const { code, out } = await deployNext();
    shop.proxy.calm();
    expect(code).toBe(6);
    expect(JSON.parse(out)).toMatchObject({
      deployment: { status: 'ongoing' },
      notes: expect.arrayContaining([expect.stringMatching(/^AWS answered cloudformation:DescribeStacks/)]),
    });
    expect(await deployNext()).toMatchObject({ code: 0 });
    expectOneDeployment(await shop.recorded(), before, next);
    swap();
  });
});
