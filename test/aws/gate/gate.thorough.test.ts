import type { DeploymentId, Instant } from '../../../lib/ids.js';
import { LambdaAppender, type Ledger, ledgerFunctionName, record } from '../../../lib/ledger/index.js';
import { currentRelease, environmentState } from '../../../lib/promotion/index.js';
import { imageOf, PROD, PROJECT, prepare, releaseId, SET, stateOf } from '../../gate/place.js';
import { type Aws, describeEmulator, startAws } from '../emulator/index.js';
import { createTable } from '../ledger/create-table.js';
import { deployFunction, GatedStack, ledgerOf, recorded, type Wanted } from './gated-stack.js';

const MADE = ['a', 'b', 'quietly-broken', 'late'];
const PASSED = ['a', 'b', 'quietly-broken'];

const now = (): Instant => new Date().toISOString() as Instant;

describeEmulator('a stack behind a gate', () => {
  let aws: Aws;
  let count = 0;
  let stack: GatedStack;
  let ledger: Ledger;

  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws?.stop());

  beforeEach(async () => {
    const table = `slipway-${++count}`;
    await createTable(await aws.clients.dynamodb(), table);
    const token = await deployFunction(aws, table);
    ledger = ledgerOf(aws, table);
    await prepare(ledger, now(), { made: MADE, passed: PASSED });
    stack = new GatedStack(aws, token, `shop-${count}`);
    await aws.control.deliverEvents(1);
  });

  /** Opens a deployment as the command line does. */
  const openByCommandLine = async (wanted: Wanted, minutes: number): Promise<DeploymentId> => {
    const deployment = `dep-${String(count).padStart(12, '0')}` as DeploymentId;
    await record(ledger, PROJECT, ({ state }) => ({
      at: now(),
      actor: 'tim@example.org',
      fact: {
        type: 'deployment.requested',
        deployment,
        serviceSet: SET,
        environment: PROD,
        release: releaseId(wanted.release),
        kind: 'promote',
        target: 'cloudformation',
        lease: {
          holder: 'host/1',
          fence: (environmentState(state, SET, PROD)?.fence ?? 0) + 1,
          expires: new Date(Date.now() + minutes * 60_000).toISOString() as Instant,
        },
        hashes: { manifest: '', template: stack.fingerprint(wanted), preview: '' },
        tool: 'slipway',
      },
    }));
    return deployment;
  };
  const decisions = async (): Promise<readonly string[]> => {
    const all = (await aws.control.invocations()).filter(({ event }) =>
      String(event.StackId).includes(`:stack/${stack.name}/`),
    );
    return all.map(({ event, printed }) => {
      const line = JSON.parse(printed.trim().split('\n').at(-1) ?? '{}') as { readonly decision?: string };
      return `${event.RequestType} ${event.LogicalResourceId} ${line.decision}`;
    });
  };

  test('opens a deployment before the service, and ends it when the service runs', async () => {
    expect(await stack.create({ release: 'a' })).toBe('CREATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded']);
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b succeeded']);
    const { deployments, deploymentOrder } = await stateOf(ledger);
    expect(deployments[deploymentOrder.at(-1) as DeploymentId]).toMatchObject({
      actor: `cloudformation/${stack.name}`,
      replaces: 'rel-a',
      kind: 'deploy',
      target: 'cloudformation',
      artifacts: { carts: { status: 'running', image: imageOf('b') } },
    });
    expect(await decisions()).toEqual([
      'Create Gate opened',
      'Create Outcome ended',
      'Update Gate opened',
      'Update Outcome ended',
      'Delete Gate nothing',
    ]);
  });

  test('does not let in what the law refuses, and says why', async () => {
    await stack.create({ release: 'a' });
    expect(await stack.update({ release: 'late' })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stack.why('Gate')).toMatch(/rel-late may not run in prod\. NotYetInPreceding: .*staging/);
    expect(await recorded(ledger)).toEqual(['rel-a succeeded']);
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
  });

  test('lets in a change of the infrastructure under the same release, as a deployment of it', async () => {
    await stack.create({ release: 'a' });
    expect(await stack.update({ release: 'a', infrastructure: 'another' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-a succeeded']);
  });

  test('goes on under the deployment that the command line opened', async () => {
    await stack.create({ release: 'a' });
    const deployment = await openByCommandLine({ release: 'b' }, 30);
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b succeeded']);
    expect((await stateOf(ledger)).deployments[deployment]).toMatchObject({
      actor: 'tim@example.org',
      kind: 'promote',
    });
  });

  test('tells who holds the environment, and since when', async () => {
    await stack.create({ release: 'a' });
    await openByCommandLine({ release: 'b', infrastructure: 'not this' }, 30);
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stack.why('Gate')).toMatch(/EnvironmentBusy: prod is held by host\/1 since \d{4}-.*tim@example\.org/);
  });

  test('ends what was left behind by what runs, and goes on', async () => {
    await stack.create({ release: 'a' });
    await openByCommandLine({ release: 'b', infrastructure: 'not this' }, -1);
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b rolled-back', 'rel-b succeeded']);
  }, 120_000);

  test('records as rolled back what CloudFormation turned back', async () => {
    await stack.create({ release: 'a' });
    expect(await stack.update({ release: 'b', image: 'shop/broken' })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b rolled-back']);
    expect(currentRelease(await stateOf(ledger), SET, PROD)?.id).toBe('rel-a');
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b rolled-back', 'rel-b succeeded']);
  }, 120_000);

  test('fails the stack where ECS turned a service back and CloudFormation did not notice', async () => {
    await stack.create({ release: 'a' });
    expect(await stack.update({ release: 'b', image: 'shop/quietly-broken' })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stack.why('Outcome')).toMatch(/Deployment dep-[0-9a-f]{12} to prod was rolled back: /);
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b rolled-back']);
  }, 120_000);

  test('a stack that could not be created leaves one deployment, ended', async () => {
    expect(await stack.create({ release: 'a', image: 'shop/broken' })).toBe('ROLLBACK_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a rolled-back']);
  }, 120_000);

  test('a request that is delivered three times is one deployment', async () => {
    await aws.control.deliverEvents(3);
    expect(await stack.create({ release: 'a' })).toBe('CREATE_COMPLETE');
    expect(await stack.update({ release: 'b' })).toBe('UPDATE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded', 'rel-b succeeded']);
    expect(await decisions()).toEqual(expect.arrayContaining(['Create Gate opened', 'Create Gate repeated']));
  });

  test('the stack can be deleted, and the record stays', async () => {
    await stack.create({ release: 'a' });
    expect(await stack.stack.delete()).toBe('DELETE_COMPLETE');
    expect(await recorded(ledger)).toEqual(['rel-a succeeded']);
  });

  test('the function appends what it is asked to, once', async () => {
    const table = `slipway-${count}`;
    const asking = ledgerOf(aws, table, new LambdaAppender(() => aws.clients.lambda(), ledgerFunctionName(table)));
    const { heads } = await asking.view(PROJECT);
    const verdict = {
      type: 'verdict.recorded',
      serviceSet: SET,
      environment: PROD,
      release: releaseId('a'),
      deployment: 'dep-none' as DeploymentId,
      verdict: 'pass',
    } as const;
    const draft = { at: now(), actor: 'tim@example.org', fact: verdict };
    const event = await asking.append(PROJECT, heads, draft);
    expect(await asking.append(PROJECT, heads, draft)).toEqual(event);
    expect(await asking.append(PROJECT, heads, { ...draft, actor: 'sue@example.org' })).toBeUndefined();
    expect((await ledger.events(PROJECT)).at(-1)).toEqual(event);
  });

  test('the function appends nothing that it cannot read back, and knows no other operation', async () => {
    const lambda = await aws.clients.lambda();
    const ask = async (payload: object): Promise<unknown> => {
      const FunctionName = ledgerFunctionName(`slipway-${count}`);
      const { Payload } = await lambda.invoke({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) });
      return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
    };
    const odd = { error: { kind: 'input', problems: [{ code: 'InvalidAppend' }] } };
    expect(await ask({ operation: 'delete', project: PROJECT })).toMatchObject(odd);
    expect(await ask({ operation: 'append', project: 'a#b' })).toMatchObject(odd);
  });
});
