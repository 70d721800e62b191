import type { Service, Task } from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import type { ArtifactKey, ContainerId } from '../../../lib/ids.js';
import { EcsObserver, type Observation, type WatchedService, weigh } from '../../../lib/targets/index.js';
import { AT, digest, images } from '../places.js';
import {
  CLUSTER,
  deployment,
  ecsError,
  event,
  image,
  type Recorded,
  RecordedEcs,
  service,
  serviceArn,
  task,
  taskDefinitionArn,
  watched,
} from './answers.js';

async function see(recorded: Recorded, services: readonly WatchedService[]): Promise<Observation> {
  return new EcsObserver(new RecordedEcs(recorded).lazily).observe(CLUSTER, services, AT);
}

const carts = { carts: image('carts', 'a') };
const two = (): Task[] => [task('carts', carts), task('carts', carts)];
const release = images({ carts: image('carts', 'a') });

describe('a service that is settled', () => {
  test('runs what its tasks run', async () => {
    const seen = await see({ services: [service('carts')], tasks: two() }, [watched('carts')]);
    expect(seen).toEqual({
      state: 'present',
      artifacts: { carts: { image: image('carts', 'a'), digest: digest('a') } },
      at: AT,
    });
    expect(weigh(release, seen).verdict).toBe('converged');
  });

  test('runs what its tasks pulled, where only a label was asked for', async () => {
    const labelled = { carts: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/carts:1.4.0' };
    const tasks = [1, 2].map(() => {
      const one = task('carts', labelled);
      return { ...one, containers: one.containers?.map((part) => ({ ...part, imageDigest: digest('c') })) };
    });
    const seen = await see({ services: [service('carts')], tasks }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { image: labelled.carts, digest: digest('c') } });
  });

  test('runs the image that it was pinned to, whatever part of it ECS names for the platform', async () => {
    const tasks = two().map((one) => ({
      ...one,
      containers: one.containers?.map((part) => ({ ...part, imageDigest: digest('f') })),
    }));
    const seen = await see({ services: [service('carts')], tasks }, [watched('carts')]);
    expect(weigh(release, seen).verdict).toBe('converged');
  });

  test('has several artifacts where it has several containers, and none for the containers of others', async () => {
    const parts = [
      { id: 'api' as ContainerId, artifact: 'carts/api' as ArtifactKey },
      { id: 'proxy' as ContainerId, artifact: 'carts/proxy' as ArtifactKey },
    ];
    const all = { api: image('carts', 'a'), proxy: image('nginx', 'b'), 'aws-guardduty-agent-x': 'guardduty:1' };
    const seen = await see({ services: [service('carts')], tasks: [task('carts', all), task('carts', all)] }, [
      watched('carts', { containers: parts }),
    ]);
    expect(seen.artifacts).toEqual({
      'carts/api': { image: all.api, digest: digest('a') },
      'carts/proxy': { image: all.proxy, digest: digest('b') },
    });
  });

  test('lacks an artifact whose container none of its tasks has', async () => {
    const tasks = [task('carts', { other: 'other:1' }), task('carts', { other: 'other:1' })];
    const seen = await see({ services: [service('carts')], tasks }, [watched('carts')]);
    expect(seen.artifacts).toEqual({});
    expect(weigh(release, seen).findings).toEqual([expect.stringContaining('is missing')]);
  });

  test('has drifted where somebody had it run another revision', async () => {
    const by = service('carts', {
      taskDefinition: taskDefinitionArn('carts', 9),
      deployments: [deployment('carts', 9)],
    });
    const other = { carts: image('carts', 'b') };
    const seen = await see({ services: [by], tasks: [task('carts', other), task('carts', other)] }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { image: other.carts, digest: digest('b') } });
    expect(weigh(release, seen).verdict).toBe('drifted');
  });

  test('is told with all that its tasks run, where they differ, and equals no release', async () => {
    const tasks = [task('carts', carts), task('carts', { carts: image('carts', 'b') })];
    const seen = await see({ services: [service('carts')], tasks }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { image: `${image('carts', 'a')}, ${image('carts', 'b')}` } });
    expect(weigh(release, seen).verdict).toBe('drifted');
  });

  test('is not judged by tasks that somebody started beside it, nor by those that only start', async () => {
    const strange = { carts: image('carts', 'e') };
    const tasks = [
      ...two(),
      task('carts', strange, { group: 'family:sockshop-dev-carts', startedBy: 'alice' }),
      task('carts', strange, { lastStatus: 'PENDING' }),
    ];
    const seen = await see({ services: [service('carts')], tasks }, [watched('carts')]);
    expect(weigh(release, seen).verdict).toBe('converged');
  });

  test('is changing where fewer tasks are to be seen than ECS counts', async () => {
    const seen = await see({ services: [service('carts')], tasks: [task('carts', carts)] }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { phase: 'changing' } });
  });

  test('would run the images of its task definition, where no task is wanted', async () => {
    const none = service('carts', {
      desiredCount: 0,
      runningCount: 0,
      deployments: [deployment('carts', 8, { desiredCount: 0, runningCount: 0 })],
    });
    const definitions = { [taskDefinitionArn('carts', 8)]: [{ name: 'carts', image: carts.carts }] };
    const ecs = new RecordedEcs({ services: [none], definitions });
    const seen = await new EcsObserver(ecs.lazily).observe(CLUSTER, [watched('carts')], AT);
    expect(weigh(release, seen).verdict).toBe('converged');
    expect(ecs.counts()).toEqual({ DescribeServices: 1, DescribeTaskDefinition: 1 });
  });
});

describe('a rollout that goes on', () => {
  const older = deployment('carts', 7, { status: 'ACTIVE', rolloutState: 'COMPLETED' });
  const begun = deployment('carts', 8, {
    runningCount: 1,
    pendingCount: 1,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: 'ECS deployment ecs-svc/4709217470921747098 in progress.',
  });

  test('says that what is seen is not what will be, and how far it is', async () => {
    const rolling = service('carts', { deployments: [begun, older], runningCount: 3 });
    const seen = await see({ services: [rolling], tasks: two() }, [watched('carts')]);
    expect(seen).toMatchObject({
      state: 'present',
      artifacts: { carts: { phase: 'changing' } },
      message: 'Rollout IN_PROGRESS: carts (1 of 2 tasks)',
    });
    expect(weigh(release, seen).verdict).toBe('converging');
  });

  test.each(['BLUE_GREEN', 'CANARY', 'LINEAR'] as const)(
    'goes on while a %s deployment keeps the old revision beside the new one, until the bake time is over',
    async (strategy) => {
      const all = deployment('carts', 8, { rolloutState: 'IN_PROGRESS' });
      const baking = service('carts', {
        runningCount: 4,
        deploymentConfiguration: { strategy, bakeTimeInMinutes: 15, maximumPercent: 200, minimumHealthyPercent: 100 },
        deployments: [all, older],
      });
      const tasks = [
        ...two(),
        task('carts', { carts: image('carts', '9') }),
        task('carts', { carts: image('carts', '9') }),
      ];
      expect((await see({ services: [baking], tasks }, [watched('carts')])).artifacts).toEqual({
        carts: { phase: 'changing' },
      });
      const alone = { ...baking, deployments: [all], runningCount: 2 };
      expect((await see({ services: [alone], tasks: two() }, [watched('carts')])).artifacts).toEqual({
        carts: { phase: 'changing' },
      });
    },
  );

  test('is not over because all tasks run, as long as ECS watches them', async () => {
    const watching = service('carts', { deployments: [{ ...begun, runningCount: 2 }] });
    const seen = await see({ services: [watching], tasks: two() }, [watched('carts')]);
    expect(weigh(release, seen).verdict).toBe('converging');
  });

  test('of a service that is being deleted goes on, too', async () => {
    const seen = await see({ services: [service('carts', { status: 'DRAINING' })], tasks: two() }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { phase: 'changing' } });
  });

  test('costs one call for ten services at each look, and the tasks are looked at when all are settled', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const services = ids.map((id) => service(id));
    const rolling = services.map((one, index) =>
      index === 3
        ? service('s3', { deployments: [deployment('s3', 8), deployment('s3', 7, { status: 'ACTIVE' })] })
        : one,
    );
    const tasks = ids.flatMap((id) => [1, 2].map(() => task(id, { [id]: image(id, 'a') })));
    const ecs = new RecordedEcs({ services: rolling, tasks });
    const observer = new EcsObserver(ecs.lazily);
    const all = ids.map((id) => watched(id));
    await observer.observe(CLUSTER, all, AT);
    expect(ecs.counts()).toEqual({ DescribeServices: 2, ListTasks: 1, DescribeTasks: 1 });
    for (let poll = 0; poll < 3; poll++) {
      await observer.observe(CLUSTER, all, AT);
      expect(ecs.counts()).toEqual({ DescribeServices: 2 });
    }
    ecs.recorded = { ...ecs.recorded, services };
    const seen = await observer.observe(CLUSTER, all, AT);
    expect(ecs.counts()).toEqual({ DescribeServices: 2, ListTasks: 1, DescribeTasks: 1 });
    const wanted = images(Object.fromEntries(ids.map((id) => [id, image(id, 'a')])));
    expect(weigh(wanted, seen).verdict).toBe('converged');
  });
});

describe('a service that went back by itself', () => {
  const old = { carts: image('carts', '9') };
  const oldTasks = (): Task[] => [task('carts', old), task('carts', old)];
  const back = service('carts', {
    taskDefinition: taskDefinitionArn('carts', 7),
    deployments: [deployment('carts', 7)],
    events: [
      event('carts', 'has reached a steady state.'),
      event('carts', '(deployment ecs-svc/4709217470921747098) deployment failed: tasks failed to start.'),
      event('carts', 'rolling back to deployment ecs-svc/4709217470921747097.'),
    ],
  });

  test('is told as such, with what it runs now, though its stack says that the update is complete', async () => {
    const seen = await see({ services: [back], tasks: oldTasks() }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { phase: 'rolled-back', image: old.carts, digest: digest('9') } });
    expect(weigh(release, seen).verdict).toBe('rolled-back');
    expect(seen.notes).toEqual([
      'carts: rolling back to deployment ecs-svc/4709217470921747097.',
      'carts: (deployment ecs-svc/4709217470921747098) deployment failed: tasks failed to start.',
    ]);
  });

  test('is told from one that somebody changed, where ECS knows its deployments', async () => {
    const known = (status: 'ROLLBACK_SUCCESSFUL' | 'SUCCESSFUL') => ({
      [serviceArn('carts')]: [
        { status: 'SUCCESSFUL' as const, createdAt: new Date('2026-11-19T08:00:00Z') },
        { status, createdAt: new Date('2026-11-20T08:00:00Z') },
      ],
    });
    const phaseOf = async (recorded: Recorded) =>
      (await see({ services: [back], tasks: oldTasks(), ...recorded }, [watched('carts')])).artifacts[
        'carts' as ArtifactKey
      ]?.phase;
    expect(await phaseOf({ serviceDeployments: known('ROLLBACK_SUCCESSFUL') })).toBe('rolled-back');
    expect(await phaseOf({ serviceDeployments: known('SUCCESSFUL') })).toBeUndefined();
    expect(await phaseOf({})).toBe('rolled-back');
  });

  test('is settled while ECS still lists what it gave up', async () => {
    const failed = deployment('carts', 8, {
      status: 'ACTIVE',
      desiredCount: 0,
      runningCount: 0,
      failedTasks: 3,
      rolloutState: 'FAILED',
    });
    const other = deployment('carts', 7, {
      taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/older:3',
    });
    const listed = { ...back, taskDefinition: other.taskDefinition, deployments: [other, failed] };
    const seen = await see({ services: [listed], tasks: oldTasks() }, [watched('carts')]);
    expect(weigh(release, seen).verdict).toBe('rolled-back');
  });

  test('is told by the words of ECS, where nobody knows which task definition was asked for', async () => {
    const rolloutStateReason =
      'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4709217470921747097.';
    const told = { ...back, deployments: [deployment('carts', 7, { rolloutStateReason })] };
    const { taskDefinition: _, ...unknown } = watched('carts');
    expect(weigh(release, await see({ services: [told], tasks: oldTasks() }, [unknown])).verdict).toBe('rolled-back');
    const wanted = images({ carts: old.carts });
    const asked = watched('carts', { taskDefinition: taskDefinitionArn('carts', 7) });
    expect(weigh(wanted, await see({ services: [told], tasks: oldTasks() }, [asked])).verdict).toBe('converged');
  });

  test('is still changing while it goes back', async () => {
    const going = service('carts', {
      taskDefinition: taskDefinitionArn('carts', 7),
      deployments: [
        deployment('carts', 7, {
          rolloutState: 'IN_PROGRESS',
          rolloutStateReason:
            'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4709217470921747097.',
        }),
        deployment('carts', 8, {
          status: 'ACTIVE',
          runningCount: 0,
          failedTasks: 3,
          rolloutState: 'FAILED',
          rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
        }),
      ],
      events: [],
    });
    const seen = await see({ services: [going], tasks: oldTasks() }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { phase: 'changing' } });
    expect(seen.notes).toEqual([
      'carts: ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4709217470921747097.',
      'carts: ECS deployment circuit breaker: tasks failed to start.',
    ]);
  });

  test('has failed where there was nothing to go back to, and nothing runs', async () => {
    const failed = service('carts', {
      runningCount: 0,
      deployments: [deployment('carts', 8, { runningCount: 0, failedTasks: 4, rolloutState: 'FAILED' })],
    });
    const seen = await see({ services: [failed] }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: { phase: 'rolled-back' } });
    expect(weigh(release, seen).verdict).toBe('rolled-back');
  });
});

describe('why tasks stopped', () => {
  const failing = service('carts', {
    runningCount: 0,
    deployments: [deployment('carts', 8, { runningCount: 0, failedTasks: 2, rolloutState: 'IN_PROGRESS' })],
    events: [event('carts', 'is unable to consistently start tasks successfully.')],
  });
  const stopped = (over: Partial<Task>): Task =>
    task('carts', carts, { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', ...over });
  const killed = stopped({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: new Date('2026-11-20T08:50:00Z'),
    containers: [
      { name: 'carts', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      { name: 'proxy', exitCode: 0 },
    ],
  });
  const notPulled = stopped({
    stopCode: 'TaskFailedToStart',
    stoppedReason:
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref\n carts: not found',
    stoppedAt: new Date('2026-11-20T08:51:00Z'),
    containers: [
      {
        name: 'carts',
        reason:
          'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref\n carts: not found',
      },
    ],
  });
  const replaced = stopped({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/4709217470921747098)',
    stoppedAt: new Date('2026-11-20T08:52:00Z'),
    containers: [{ name: 'carts', exitCode: 143 }],
  });

  test('is told with reason and exit code, one line each, the latest first, without those that a rollout replaced', async () => {
    const seen = await see({ services: [failing], stopped: [killed, replaced, notPulled] }, [watched('carts')]);
    expect(seen.notes).toEqual([
      'carts: is unable to consistently start tasks successfully.',
      'carts: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref carts: not found',
      'carts: Essential container in task exited (carts: exit code 137, OutOfMemoryError: Container killed due to memory usage)',
    ]);
  });

  test('is told once where many tasks stopped alike, and not of services that are well', async () => {
    const other = stopped({
      group: 'service:sockshop-dev-catalogue',
      stoppedReason: 'Essential container in task exited',
    });
    const seen = await see({ services: [failing, service('catalogue')], stopped: [killed, killed, other], tasks: [] }, [
      watched('carts'),
      watched('catalogue'),
    ]);
    expect(seen.notes?.filter((note) => note.includes('Essential'))).toHaveLength(1);
  });

  test('is asked again only when more have', async () => {
    const ecs = new RecordedEcs({ services: [failing], stopped: [killed] });
    const observer = new EcsObserver(ecs.lazily);
    const first = await observer.observe(CLUSTER, [watched('carts')], AT);
    expect(ecs.counts()).toEqual({ DescribeServices: 1, ListTasks: 1, DescribeTasks: 1 });
    const second = await observer.observe(CLUSTER, [watched('carts')], AT);
    expect(ecs.counts()).toEqual({ DescribeServices: 1 });
    expect(second.notes).toEqual(first.notes);
    const more = deployment('carts', 8, { runningCount: 0, failedTasks: 3, rolloutState: 'IN_PROGRESS' });
    ecs.recorded = { services: [{ ...failing, deployments: [more] }], stopped: [killed, notPulled] };
    const third = await observer.observe(CLUSTER, [watched('carts')], AT);
    expect(third.notes).toEqual(expect.arrayContaining([expect.stringContaining('CannotPullContainerError')]));
  });

  test('is told of services that are well again, where it is known that something failed', async () => {
    const ecs = new RecordedEcs({ services: [service('carts')], tasks: two(), stopped: [killed] });
    const seen = await new EcsObserver(ecs.lazily).observe(CLUSTER, [watched('carts')], AT, { failed: true });
    expect(weigh(release, seen).verdict).toBe('converged');
    expect(seen.notes).toEqual([expect.stringContaining('exit code 137')]);
  });

  test('is not worth failing for', async () => {
    const failures = { ListTasks: ecsError('ServerException', 'try later') };
    const seen = await see({ services: [failing], failures }, [watched('carts')]);
    expect(seen.state).toBe('present');
  });
});

describe('what cannot be seen', () => {
  test('a service that is not there is missing, and is told', async () => {
    const seen = await see({ services: [service('carts')], tasks: two() }, [watched('carts'), watched('catalogue')]);
    expect(Object.keys(seen.artifacts)).toEqual(['carts']);
    expect(seen.notes).toEqual([`catalogue: ECS has no service ${serviceArn('catalogue')}`]);
  });

  test('a service that was deleted is missing', async () => {
    const gone = service('carts', { status: 'INACTIVE', desiredCount: 0, runningCount: 0, deployments: [] });
    expect((await see({ services: [gone] }, [watched('carts')])).artifacts).toEqual({});
  });

  test('a service of which ECS knows no newest deployment is unknown', async () => {
    const seen = await see({ services: [service('carts', { deployments: [] })], tasks: two() }, [watched('carts')]);
    expect(seen.artifacts).toEqual({ carts: {} });
    expect(weigh(release, seen).verdict).toBe('unknown');
  });

  test.each([
    ['DescribeServices', 'AccessDeniedException', 'not authorized to perform: ecs:DescribeServices'],
    ['DescribeServices', 'ClusterNotFoundException', 'Cluster not found.'],
    ['ListTasks', 'AccessDeniedException', 'not authorized to perform: ecs:ListTasks'],
    ['DescribeTasks', 'ServerException', 'Service Unavailable. Please try again later.'],
  ])('nothing is known where %s fails with %s, and why is said', async (call, name, message) => {
    const failures = { [call]: ecsError(name, message) };
    const seen = await see({ services: [service('carts')], tasks: two(), failures }, [watched('carts')]);
    expect(seen).toMatchObject({ state: 'unknown', artifacts: {} });
    expect(seen.message).toContain(message);
  });

  test.each([
    ['CodeDeploy', { deploymentController: { type: 'CODE_DEPLOY' as const }, deployments: [] }],
    ['something else', { deploymentController: { type: 'EXTERNAL' as const }, taskSets: [{ status: 'PRIMARY' }] }],
  ])('nothing is guessed where %s deploys a service', async (_, over: Partial<Service>) => {
    const seen = await see({ services: [service('carts', over)], tasks: two() }, [watched('carts')]);
    expect(seen).toMatchObject({ state: 'unknown', message: expect.stringContaining('carts') });
  });
});

describe('the number of calls', () => {
  test('services by ten and tasks by a hundred', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `s${index}`);
    const six = { desiredCount: 6, runningCount: 6 };
    const services = ids.map((id) => service(id, { ...six, deployments: [deployment(id, 8, six)] }));
    const tasks = ids.flatMap((id) => Array.from({ length: 6 }, () => task(id, { [id]: image(id, 'a') })));
    const ecs = new RecordedEcs({ services, tasks });
    const seen = await new EcsObserver(ecs.lazily).observe(
      CLUSTER,
      ids.map((id) => watched(id)),
      AT,
    );
    const wanted = images(Object.fromEntries(ids.map((id) => [id, image(id, 'a')])));
    expect(weigh(wanted, seen).verdict).toBe('converged');
    expect(ecs.counts()).toEqual({ DescribeServices: 3, ListTasks: 2, DescribeTasks: 2 });
  });

  test('in a cluster of others, the tasks of the services themselves', async () => {
    const others = Array.from({ length: 950 }, () => task('other', { other: 'other:1' }));
    const ecs = new RecordedEcs({ services: [service('carts')], tasks: [...others, ...two()] });
    const seen = await new EcsObserver(ecs.lazily).observe(CLUSTER, [watched('carts')], AT);
    expect(weigh(release, seen).verdict).toBe('converged');
    expect(ecs.counts()).toEqual({ DescribeServices: 1, ListTasks: 3, DescribeTasks: 1 });
  });

  test('none where there is no service', async () => {
    const ecs = new RecordedEcs({});
    await new EcsObserver(ecs.lazily).observe(CLUSTER, [], AT);
    expect(ecs.counts()).toEqual({});
  });
});

const digit = fc.constantFrom('a', 'a', 'a', 'b');
const small = fc.nat(2);
const anyDeployment = (id: string) =>
  fc.record({
    status: fc.constantFrom('PRIMARY', 'PRIMARY', 'ACTIVE', 'INACTIVE'),
    rolloutState: fc.constantFrom(
      'COMPLETED' as const,
      'COMPLETED' as const,
      'IN_PROGRESS' as const,
      'FAILED' as const,
    ),
    runningCount: small,
    desiredCount: small,
    failedTasks: small,
    taskDefinition: fc.constantFrom(7, 8, 8, 9).map((revision) => taskDefinitionArn(id, revision)),
  });
const anyService = (id: string): fc.Arbitrary<{ service?: Service; tasks: Task[]; defined: string }> =>
  fc
    .record({
      there: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'DRAINING', 'INACTIVE'),
      deployments: fc.array(anyDeployment(id), { minLength: 1, maxLength: 2 }),
      revision: fc.constantFrom(7, 8, 8, 8, 9),
      desired: small,
      foreign: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      running: fc.array(digit, { maxLength: 3 }),
      starting: fc.array(digit, { maxLength: 1 }),
      defined: digit,
      same: fc.boolean(),
    })
    .map(({ there, status, deployments, revision, desired, foreign, running, starting, defined, same }) => {
      const taskOf = (lastStatus: string) => (found: string) => task(id, { [id]: image(id, found) }, { lastStatus });
      const counts = { desiredCount: same ? running.length : desired, runningCount: running.length };
      const steady = [deployment(id, revision, counts)];
      const described = service(id, {
        status,
        ...counts,
        taskDefinition: taskDefinitionArn(id, revision),
        deployments: same ? steady : deployments,
        ...(foreign ? { deploymentController: { type: 'CODE_DEPLOY' } } : {}),
      });
      return {
        ...(there ? { service: described } : {}),
        tasks: [...running.map(taskOf('RUNNING')), ...starting.map(taskOf('PENDING'))],
        defined,
      };
    });

test('whatever ECS says, there is one verdict, and converged only where every running task of every service has the digest of the release', async () => {
  const ids = ['carts', 'catalogue'];
  const verdicts = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.tuple(...ids.map(anyService)), async (all) => {
      const definitions = ids.flatMap((id, index) =>
        [7, 8, 9].map((revision) => [
          taskDefinitionArn(id, revision),
          [{ name: id, image: image(id, all[index]?.defined ?? 'a') }],
        ]),
      );
      const recorded: Recorded = {
        services: all.flatMap((one) => one.service ?? []),
        tasks: all.flatMap((one) => one.tasks),
        definitions: Object.fromEntries(definitions),
      };
      const seen = await see(
        recorded,
        ids.map((id) => watched(id)),
      );
      const { verdict } = weigh(images(Object.fromEntries(ids.map((id) => [id, image(id, 'a')]))), seen);
      verdicts.add(verdict);
      expect(['converged', 'converging', 'drifted', 'rolled-back', 'unknown']).toContain(verdict);
      if (verdict !== 'converged') return;
      for (const { service: described, tasks, defined } of all) {
        expect(described?.status).toBe('ACTIVE');
        expect(described?.deployments?.filter((one) => one.rolloutState !== 'FAILED')).toHaveLength(1);
        const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
        expect(running.length).toBeGreaterThanOrEqual(described?.desiredCount ?? 1);
        for (const { containers } of running) expect(containers?.[0]?.imageDigest).toBe(digest('a'));
        if (running.length === 0) expect(defined).toBe('a');
      }
    }),
    { numRuns: 600, seed: 22 },
  );
  expect([...verdicts].sort()).toEqual(['converged', 'converging', 'drifted', 'rolled-back', 'unknown']);
});
