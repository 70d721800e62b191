import { AwsClients } from '../../../lib/aws/index.js';
import { createRelease, type Delivery, deploy } from '../../../lib/delivery/index.js';
import type { EnvironmentId, Instant } from '../../../lib/ids.js';
import { type Appender, DynamoDbLedger, LambdaAppender, ledgerFunctionName } from '../../../lib/ledger/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { environmentState } from '../../../lib/promotion/index.js';
import { MemoryTarget } from '../../../lib/targets/index.js';
import { FakeRenderer } from '../../delivery/fake-renderer.js';
import { FIRST, SOCKSHOP, Stage } from '../../delivery/stage.js';
import { type Aws, bootstrap, describeEmulator, REGION, startAws, useEnvironment } from '../emulator/index.js';
import { deployFunction } from '../gate/gated-stack.js';
import { createTable } from '../ledger/create-table.js';
import { History } from './history.js';
import { expectLinear, expectOneDeployment, storyOf } from './recorded.js';
import { MAIN, Shop } from './shop.js';

jest.setTimeout(300_000);

const DEPLOYERS = 50;
const PROCESSES = 6;
/** How many runs of the function there are at a time: each is a process of this machine. */
const RUNS_AT_ONCE = 6;
const DEV = 'dev' as EnvironmentId;
const TABLE = 'slipway-crowd';

const now = (): Instant => new Date().toISOString() as Instant;

describeEmulator('many deployers at once on one environment', () => {
  let aws: Aws;
  let reset: () => void;

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
  });
  afterAll(async () => {
    reset?.();
    await aws?.stop();
  });

  test(`of ${DEPLOYERS} one wins, all others are told who, and the record is one line with one deployment`, async () => {
    await createTable(await aws.clients.dynamodb(), TABLE);
    await deployFunction(aws, TABLE);
    const history = new History();
    const place = new Limit(RUNS_AT_ONCE);
    const deliveryOf = (): Delivery => {
      const { dynamodb, lambda } = new AwsClients({ region: REGION });
      const append = place.of(new LambdaAppender(lambda, ledgerFunctionName(TABLE)));
      const names = { project: 'Sock Shop', environments: {} };
      const ledger = history.watch(new DynamoDbLedger(dynamodb, { table: TABLE, names, append }));
      return { ...new Stage(SOCKSHOP).delivery, ledger, now };
    };
    const first = deliveryOf();
    const tim = { actor: 'tim@example.com' };
    const releases = [
      (await createRelease(first, { choices: FIRST }, tim)).release,
      (await createRelease(first, { choices: FIRST.with(0, 'carts=carts:0.10.17') }, tim)).release,
    ];
    const before = (await first.ledger.events(first.project.id)).length;

    let told = 0;
    let allTold: () => void = () => {};
    const othersTold = new Promise<void>((resolve) => {
      allTold = resolve;
    });
    /** Whoever wins holds the environment until all others have been told. */
    class Stack extends MemoryTarget {
      override async apply(...args: Parameters<MemoryTarget['apply']>): Promise<void> {
        await othersTold;
        return super.apply(...args);
      }
    }
    const target = new Stack();
    const results = await Promise.all(
      Array.from({ length: DEPLOYERS }, async (_, index) => {
        const release = releases[index % releases.length];
        if (release === undefined) throw new Error('there are no releases');
        const means = {
          target,
          renderer: new FakeRenderer(),
          tool: 'slipway test',
          holder: `host-${index}/1`,
          leaseMs: 600_000,
          isGone: () => false,
          pause: async () => {},
        };
        const request = { release, environment: DEV, kind: 'deploy' as const, signer: { actor: `actor-${index}` } };
        try {
          return await deploy(deliveryOf(), request, means);
        } catch (error) {
          if (++told === DEPLOYERS - 1) allTold();
          return error;
        }
      }),
    );

    const errors = results.filter((result): result is SlipwayError => result instanceof SlipwayError);
    const wins = results.filter((result) => !(result instanceof Error));
    expect(wins).toMatchObject([{ performed: true, deployment: { status: 'succeeded' } }]);
    expect(errors).toHaveLength(DEPLOYERS - 1);
    const { events, state } = await history.check(first);
    const facts = events.slice(before).map(({ fact }) => fact);
    expect(facts.map(({ type }) => type)).toEqual(['deployment.requested', 'deployment.finished']);
    const [requested] = facts;
    const holder = requested?.type === 'deployment.requested' ? requested.lease.holder : '';
    for (const error of errors) {
      expect(error.kind).toBe('conflict');
      expect(error.problems).toMatchObject([
        { code: 'EnvironmentBusy', message: expect.stringContaining(`is held by ${holder} since`) },
      ]);
    }
    expect(environmentState(state, MAIN, DEV)?.ongoing).toBeUndefined();
  });

  test(`of ${PROCESSES} processes one deploys, and the others end with 4`, async () => {
    await bootstrap(aws);
    const shop = await Shop.open(aws, 'crowd-shop');
    await shop.do('deploy', await shop.release('1'));
    const number = await shop.release('2', 'slow');
    const before = await shop.recorded();
    const running = Array.from({ length: PROCESSES }, () => shop.run(['deploy', number]));
    const codes: (number | null)[] = [];
    for (const one of running) void one.then(({ code }) => codes.push(code));
    // Whoever won waits for a service that is slow, until all others have been told.
    while (codes.length < PROCESSES - 1) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(codes).toEqual(Array.from({ length: PROCESSES - 1 }, () => 4));
    expect(storyOf(await shop.recorded(), before)).toEqual([`requested ${number}`]);
    while (codes.length < PROCESSES) {
      await aws.control.finishRollouts();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(codes.at(-1)).toBe(0);
    const after = await shop.recorded();
    expectLinear(after.events, before.events);
    expectOneDeployment(after, before, number);
    await shop.close();
  });
});

/** Lets so many appends be made at a time; others wait in line. */
class Limit {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  of(appender: Appender): Appender {
    return {
      append: async (request) => {
        if (this.free === 0) await new Promise<void>((resolve) => this.line.push(resolve));
        else this.free--;
        try {
          return await appender.append(request);
        } finally {
          const next = this.line.shift();
          if (next === undefined) this.free++;
          else next();
        }
      },
    };
  }
}
