import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Service, Task } from '@aws-sdk/client-ecs';
import { canonicalJson } from '../../../lib/canonical.js';
import type { EnvironmentId, Instant, ServiceSetId } from '../../../lib/ids.js';
import { parseManifest, selectProject } from '../../../lib/manifest/index.js';
import type { Release } from '../../../lib/release/index.js';
import {
  type CdkRun,
  type CdkRunOptions,
  CloudFormationTarget,
  type Place,
  templateHash,
  weigh,
} from '../../../lib/targets/index.js';
import { deployment, ecsError, image, RecordedEcs, service, task, taskDefinitionArn } from '../ecs/answers.js';
import { AT, images, place } from '../places.js';
import {
  clientsOf,
  RecordedCloudFormation,
  type RecordedStack,
  resources,
  stack,
  templateBody,
} from './stack-answers.js';

const IDS = ['carts', 'catalogue'];
const shop = place(IDS.map((id) => `  - { id: ${id}, image: ${id} }`).join('\n'));
const release = images(Object.fromEntries(IDS.map((id) => [id, image(id, 'a')])));

const settled: RecordedStack = { stacks: [stack()], body: templateBody(IDS), resources: resources(IDS) };
const services = (): Service[] => IDS.map((id) => service(id));
const tasks = (digit = 'a'): Task[] => IDS.flatMap((id) => [1, 2].map(() => task(id, { [id]: image(id, digit) })));

function ofStatus(status: StackStatus): RecordedStack {
  return { ...settled, stacks: [stack({ StackStatus: status })] };
}

interface Setting {
  readonly target: CloudFormationTarget;
  readonly cloudFormation: RecordedCloudFormation;
  readonly ecs: RecordedEcs;
  readonly runs: { readonly args: readonly string[]; readonly options: CdkRunOptions }[];
  readonly pauses: number[];
}

function set(recorded: RecordedStack, run: CdkRun = { end: 'succeeded', lines: [] }, account?: string): Setting {
  const cloudFormation = new RecordedCloudFormation(recorded);
  const ecs = new RecordedEcs({ services: services(), tasks: tasks() });
  const runs: Setting['runs'] = [];
  const pauses: number[] = [];
  let now = Date.parse(AT);
  const target = new CloudFormationTarget({
    clients: clientsOf(cloudFormation, ecs),
    cdk: {
      async run(args, options = {}) {
        runs.push({ args, options });
        return run;
      },
    },
    ...(account === undefined ? {} : { account: async () => account }),
    now: () => new Date(now).toISOString() as Instant,
    async pause(milliseconds) {
      pauses.push(milliseconds);
      now += milliseconds;
    },
  });
  return { target, cloudFormation, ecs, runs, pauses };
}

/** The same place, in an environment whose AWS is said. */
function inAws(aws: string): Place {
  const text = `project: shop\nenvironments: [{ id: dev, ${aws} }]\nservices: [{ id: carts, image: carts }]`;
  const project = selectProject(parseManifest(text).manifest);
  return { project, serviceSet: 'main' as ServiceSetId, environment: 'dev' as EnvironmentId };
}

describe('what stands there', () => {
  test('is the template in its canonical text', async () => {
    const { target, cloudFormation } = set(settled);
    expect(await target.current(shop)).toBe(canonicalJson(JSON.parse(templateBody(IDS))));
    expect(cloudFormation.calls).toEqual(['DescribeStacks', 'GetTemplate']);
  });

  test.each<[string, RecordedStack]>([
    ['there is no stack', { stacks: [undefined] }],
    ['it only waits for a change set', ofStatus('REVIEW_IN_PROGRESS')],
    ['its creation was turned back', ofStatus('ROLLBACK_COMPLETE')],
    ['it was deleted', ofStatus('DELETE_COMPLETE')],
  ])('is nothing where %s', async (_, recorded) => {
    expect(await set(recorded).target.current(shop)).toBeUndefined();
  });

  test('is not told where it is no template', async () => {
    await expect(set({ ...settled, body: 'Resources: !Sub x' }).target.current(shop)).rejects.toMatchObject({
      kind: 'failed',
      problems: [{ code: 'StackNotReadable' }],
    });
  });
});

describe('what runs there', () => {
  test('is what the tasks of its services run, beside the template that stands there', async () => {
    const { target } = set(settled);
    const seen = await target.observe(shop, AT);
    expect(seen).toMatchObject({ state: 'present', at: AT });
    expect(seen).not.toHaveProperty('rolledBack');
    const hash = templateHash(canonicalJson(JSON.parse(templateBody(IDS))));
    expect(weigh(release, seen, hash).verdict).toBe('converged');
  });

  test('is nothing where there is no stack', async () => {
    const { target, cloudFormation, ecs } = set({ stacks: [undefined] });
    expect(await target.observe(shop, AT)).toEqual({ state: 'absent', artifacts: {}, at: AT });
    expect(cloudFormation.calls).toEqual(['DescribeStacks']);
    expect(ecs.counts()).toEqual({});
  });

  test('is nothing, after a turn back, where the creation failed', async () => {
    expect(await set(ofStatus('ROLLBACK_COMPLETE')).target.observe(shop, AT)).toMatchObject({
      state: 'absent',
      rolledBack: true,
    });
  });

  test.each<StackStatus>([
    'CREATE_IN_PROGRESS',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
  ])('is not to be told while the stack is %s', async (status) => {
    expect(await set(ofStatus(status)).target.observe(shop, AT)).toEqual({
      state: 'changing',
      artifacts: {},
      at: AT,
      message: `stack shop-dev is ${status}`,
    });
  });

  test.each<StackStatus>(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'])(
    'is looked at after %s, and it is said that the stack was turned back',
    async (status) => {
      const { target, ecs } = set(ofStatus(status));
      ecs.recorded = { services: services(), tasks: tasks('9'), stopped: [] };
      const seen = await target.observe(shop, AT);
      expect(seen.rolledBack).toBe(true);
      expect(weigh(release, seen).verdict).toBe('rolled-back');
    },
  );

  test('says that a service went back by itself, though the stack says that it is complete', async () => {
    const { target, ecs } = set(settled);
    const [, catalogue] = services();
    const back = service('carts', {
      taskDefinition: taskDefinitionArn('carts', 7),
      deployments: [deployment('carts', 7)],
    });
    ecs.recorded = { services: [back, catalogue ?? back], tasks: tasks() };
    expect(weigh(release, await target.observe(shop, AT)).verdict).toBe('rolled-back');
  });

  test('lacks a service that CloudFormation did not make, and says so', async () => {
    const { target } = set({ ...settled, resources: resources(['carts']) });
    const seen = await target.observe(shop, AT);
    expect(Object.keys(seen.artifacts)).toEqual(['carts']);
    expect(seen.notes).toEqual(['catalogue: CloudFormation has not made catalogueService']);
  });

  test('is unknown where the template cannot be read', async () => {
    expect(await set({ ...settled, body: '[]' }).target.observe(shop, AT)).toMatchObject({ state: 'unknown' });
  });

  test('is unknown where ECS does not tell', async () => {
    const { target, ecs } = set(settled);
    ecs.recorded = { failures: { DescribeServices: ecsError('AccessDeniedException', 'not authorized') } };
    expect(await target.observe(shop, AT)).toMatchObject({ state: 'unknown', message: expect.stringContaining('not') });
  });

  test('is found in every page of resources', async () => {
    const other = resources(['x']).flatMap((one) => Array.from({ length: 75 }, () => one));
    const { target, cloudFormation } = set({ ...settled, resources: [...other, ...resources(IDS)] });
    expect(weigh(release, await target.observe(shop, AT)).verdict).toBe('converged');
    expect(cloudFormation.calls.filter((call) => call === 'ListStackResources')).toHaveLength(2);
  });

  test('costs three calls to CloudFormation, and none while services are being replaced', async () => {
    const { target, cloudFormation, ecs } = set(settled);
    const rolling = service('carts', {
      deployments: [deployment('carts', 8), deployment('carts', 7, { status: 'ACTIVE' })],
    });
    const [, catalogue] = services();
    ecs.recorded = { services: [rolling, catalogue ?? rolling], tasks: tasks() };
    await target.observe(shop, AT);
    expect(cloudFormation.calls.splice(0).sort()).toEqual(['DescribeStacks', 'GetTemplate', 'ListStackResources']);
    ecs.counts();
    for (let poll = 0; poll < 3; poll++) await target.observe(shop, AT);
    expect(cloudFormation.calls).toEqual([]);
    expect(ecs.counts()).toEqual({ DescribeServices: 3 });
    ecs.recorded = { services: services(), tasks: tasks() };
    expect(weigh(release, await target.observe(shop, AT)).verdict).toBe('converged');
    expect(cloudFormation.calls).toEqual(['DescribeStacks']);
  });

  test('is looked at anew where somebody touched the stack while services were being replaced', async () => {
    const later = stack({ LastUpdatedTime: new Date('2026-11-20T09:30:00Z'), StackStatus: 'UPDATE_IN_PROGRESS' });
    const { target, ecs } = set({ ...settled, stacks: [stack(), later] });
    const rolling = services().map((one) => ({
      ...one,
      runningCount: 1,
      deployments: [deployment('x', 8), deployment('x', 7)],
    }));
    ecs.recorded = { services: rolling, tasks: tasks() };
    expect(weigh(release, await target.observe(shop, AT)).verdict).toBe('converging');
    ecs.recorded = { services: services(), tasks: tasks() };
    expect(await target.observe(shop, AT)).toMatchObject({ state: 'changing' });
  });
});

describe('the account and the region of an environment', () => {
  const elsewhere = inAws('account: "999999999999"');

  test('a stack in another account is none of it', async () => {
    expect(await set(settled).target.observe(elsewhere, AT)).toMatchObject({
      state: 'unknown',
      message: 'environment dev is in account 999999999999, and the credentials are for 123456789012',
    });
    await expect(set(settled).target.current(elsewhere)).rejects.toMatchObject({
      problems: [{ code: 'WrongAccount' }],
    });
  });

  test('that there is no stack in another account says nothing', async () => {
    const { target } = set({ stacks: [undefined] }, undefined, '123456789012');
    expect(await target.observe(elsewhere, AT)).toMatchObject({ state: 'unknown' });
    const there = set({ stacks: [undefined] }, undefined, '999999999999').target;
    expect(await there.observe(elsewhere, AT)).toMatchObject({ state: 'absent' });
  });

  test('the region that the manifest names is the one that is asked, and deployed to', async () => {
    const regions: (string | undefined)[] = [];
    const runs: CdkRunOptions[] = [];
    const target = new CloudFormationTarget({
      clients: clientsOf(new RecordedCloudFormation({ stacks: [undefined] }), undefined, {}, regions),
      cdk: {
        async run(_, options = {}) {
          runs.push(options);
          return { end: 'succeeded', lines: [] };
        },
      },
    });
    const far = inAws('region: eu-central-1');
    await target.observe(far, AT);
    await target.apply(far, assembled(), {
      until: '2999-01-01T00:00:00Z' as Instant,
      progress: () => {},
      output: () => {},
    });
    expect(new Set(regions)).toEqual(new Set(['eu-central-1']));
    expect(runs[0]?.variables).toEqual({ AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' });
  });
});

const folders: string[] = [];

/** A rendered stack in an assembly in which it goes by another name. */
function assembled() {
  const assembly = mkdtempSync(join(tmpdir(), 'slipway-assembled-'));
  folders.push(assembly);
  const artifact = {
    type: 'aws:cloudformation:stack',
    displayName: 'Shop/Dev',
    properties: { stackName: 'shop-dev', templateFile: 'dev.json' },
  };
  writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts: { Dev: artifact } }));
  return { stackName: 'shop-dev', template: '{}', assembly };
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('deploying', () => {
  const until = '2026-11-20T09:30:00Z' as Instant;

  test("is the user's cdk deploy of that stack alone, without questions", async () => {
    const { target, runs } = set(settled);
    const stack = assembled();
    const told: string[] = [];
    await target.apply(shop, stack, { until, progress: (line) => told.push(line), output: (line) => told.push(line) });
    expect(runs[0]?.args).toEqual([
      ...['deploy', 'Shop/Dev', '--app', stack.assembly, '--exclusively'],
      ...['--require-approval', 'never', '--progress', 'events'],
    ]);
    expect(runs[0]?.options.patience).toBe(30 * 60_000);
    runs[0]?.options.onLine?.('shop-dev | 1/5 | UPDATE_COMPLETE');
    expect(told).toEqual(['shop-dev | 1/5 | UPDATE_COMPLETE']);
  });

  test('waits for whoever is at work on the stack', async () => {
    const busy = stack({ StackStatus: 'UPDATE_IN_PROGRESS' });
    const { target, runs, pauses } = set({ ...settled, stacks: [busy, busy, stack()] });
    const told: string[] = [];
    await target.apply(shop, assembled(), {
      until,
      progress: (line) => told.push(line),
      output: (line) => told.push(line),
    });
    expect(pauses).toEqual([5_000, 5_000]);
    expect(told).toContain('Waiting for stack shop-dev, which is UPDATE_IN_PROGRESS');
    expect(runs[0]?.options.patience).toBe(30 * 60_000 - 10_000);
  });

  test('does not wait for a change set that nobody may ever execute', async () => {
    const { target, runs, pauses } = set(ofStatus('REVIEW_IN_PROGRESS'));
    await target.apply(shop, assembled(), { until, progress: () => {}, output: () => {} });
    expect([runs.length, pauses.length]).toEqual([1, 0]);
  });

  test('gives up before it began, where others take all of the time', async () => {
    const { target, runs } = set(ofStatus('UPDATE_IN_PROGRESS'));
    await expect(
      target.apply(shop, assembled(), { until, progress: () => {}, output: () => {} }),
    ).rejects.toMatchObject({
      kind: 'unknown',
      problems: [{ code: 'DeploymentTimedOut', message: expect.stringContaining('UPDATE_IN_PROGRESS') }],
    });
    expect(runs).toEqual([]);
  });

  test('gives up waiting for the CDK, and says that CloudFormation goes on', async () => {
    const { target } = set(settled, { end: 'left', lines: [] });
    await expect(
      target.apply(shop, assembled(), { until, progress: () => {}, output: () => {} }),
    ).rejects.toMatchObject({
      kind: 'unknown',
      problems: [
        {
          code: 'DeploymentTimedOut',
          message: 'stack shop-dev was not done by 2026-11-20T09:30:00Z; CloudFormation goes on with it',
        },
      ],
    });
  });

  test('that failed says why, from the events of the stack', async () => {
    const at = (second: number) => new Date(Date.parse('2026-11-20T09:00:00Z') + second * 1000);
    const StackId = stack().StackId;
    const base = { StackId, StackName: 'shop-dev', EventId: 'e' };
    const events = [
      {
        ...base,
        LogicalResourceId: 'cartsService',
        ResourceType: 'AWS::ECS::Service',
        Timestamp: at(9),
        ResourceStatus: 'UPDATE_FAILED' as const,
        ResourceStatusReason: 'no such subnet.',
      },
      {
        ...base,
        LogicalResourceId: 'shop-dev',
        PhysicalResourceId: StackId,
        Timestamp: at(1),
        ResourceStatus: 'UPDATE_IN_PROGRESS' as const,
      },
    ];
    const { target } = set({ ...settled, events }, { end: 'failed', lines: ['noise'] });
    await expect(
      target.apply(shop, assembled(), { until, progress: () => {}, output: () => {} }),
    ).rejects.toMatchObject({
      kind: 'failed',
      problems: [
        {
          code: 'StackNotDeployed',
          message: 'stack shop-dev was not deployed: cartsService (AWS::ECS::Service): no such subnet',
        },
      ],
    });
  });

  test('that failed before CloudFormation began says what the CDK says', async () => {
    const lines = ['‣ SsmParameterNotFound: SSM parameter /cdk-bootstrap/x/version not found.'];
    const { target } = set({ stacks: [undefined] }, { end: 'failed', lines });
    await expect(target.apply(shop, assembled(), { until, progress: () => {}, output: () => {} })).rejects.toThrow(
      /^stack shop-dev was not deployed: SSM parameter \/cdk-bootstrap\/x\/version not found$/,
    );
  });
});

test('parameters are asked for by ten, and those that are not there are left out', async () => {
  const batches: number[] = [];
  const ssm = {
    async getParameters({ Names }: { readonly Names: readonly string[] }) {
      batches.push(Names.length);
      return { Parameters: Names.slice(1).map((Name) => ({ Name, Value: `value of ${Name}` })) };
    },
  };
  const target = new CloudFormationTarget({
    clients: clientsOf(new RecordedCloudFormation(settled), undefined, { ssm: async () => ssm }),
    cdk: { run: async () => ({ end: 'succeeded', lines: [] }) },
  });
  const many = images(Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`s${index}`, 'x:1'])));
  const found = await target.parameters(shop, { images: many } as unknown as Release);
  expect(batches).toEqual([10, 4]);
  expect(Object.keys(found)).toHaveLength(12);
  expect(found['/shop/images/dev/s0']).toBe('value of /shop/images/dev/s0');
});
