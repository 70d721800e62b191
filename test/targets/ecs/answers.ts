import type {
  Container,
  ContainerDefinition,
  Deployment,
  ECS,
  Service,
  ServiceDeploymentBrief,
  Task,
} from '@aws-sdk/client-ecs';
import type { ArtifactKey, ContainerId, ServiceId } from '../../../lib/ids.js';
import type { WatchedService } from '../../../lib/targets/index.js';
import { digest } from '../places.js';

/** Answers of ECS as they were recorded, with what varies between them as arguments. */

const HOME = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const PREFIX = 'arn:aws:ecs:eu-west-1:123456789012';
export const CLUSTER = 'sockshop-dev';

/** An image of our registry by digest, as a task definition of Slipway has it. */
export function image(repository: string, digit: string): string {
  return `${HOME}/${repository}@${digest(digit)}`;
}

export function serviceArn(id: string): string {
  return `${PREFIX}:service/${CLUSTER}/sockshop-dev-${id}`;
}

export function taskDefinitionArn(id: string, revision: number): string {
  return `${PREFIX}:task-definition/sockshop-dev-${id}:${revision}`;
}

/** A service of one container of its own name, for which the stack asked for revision 8. */
export function watched(id: string, over: Partial<WatchedService> = {}): WatchedService {
  return {
    id: id as ServiceId,
    arn: serviceArn(id),
    containers: [{ id: id as ContainerId, artifact: id as ArtifactKey }],
    taskDefinition: taskDefinitionArn(id, 8),
    ...over,
  };
}

export function deployment(id: string, revision: number, over: Partial<Deployment> = {}): Deployment {
  const number = `${revision}`.padStart(19, '4709217');
  return {
    id: `ecs-svc/${number}`,
    status: 'PRIMARY',
    taskDefinition: taskDefinitionArn(id, revision),
    desiredCount: 2,
    pendingCount: 0,
    runningCount: 2,
    failedTasks: 0,
    createdAt: new Date('2026-11-20T08:41:13.201Z'),
    updatedAt: new Date('2026-11-20T08:44:02.870Z'),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-08f7e6d5c4b3a2910'],
        securityGroups: ['sg-0d1c2b3a495867768'],
        assignPublicIp: 'DISABLED',
      },
    },
    rolloutState: 'COMPLETED',
    rolloutStateReason: `ECS deployment ecs-svc/${number} completed.`,
    ...over,
  };
}

/** A service that is settled on revision 8 and runs two tasks. */
export function service(id: string, over: Partial<Service> = {}): Service {
  return {
    serviceArn: serviceArn(id),
    serviceName: `sockshop-dev-${id}`,
    clusterArn: `${PREFIX}:cluster/${CLUSTER}`,
    loadBalancers: [],
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: taskDefinitionArn(id, 8),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback: true },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    deployments: [deployment(id, 8)],
    roleArn: 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    events: [event(id, 'has reached a steady state.')],
    createdAt: new Date('2026-10-02T11:05:40.114Z'),
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    createdBy: 'arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1',
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: 'ENABLED',
    ...over,
  };
}

export function event(id: string, message: string) {
  return {
    id: 'b7fa1b56-26a7-4a2f-9b0a-2b8f0e1f4a11',
    createdAt: new Date('2026-11-20T08:44:02.880Z'),
    message: `(service sockshop-dev-${id}) ${message}`,
  };
}

let tasks = 0;

/** A running task of a service, with one container for each image. */
export function task(id: string, images: Readonly<Record<string, string>>, over: Partial<Task> = {}): Task {
  const key = (++tasks).toString(16).padStart(32, '0');
  const taskArn = `${PREFIX}:task/${CLUSTER}/${key}`;
  return {
    attachments: [],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: 'eu-west-1a',
    clusterArn: `${PREFIX}:cluster/${CLUSTER}`,
    connectivity: 'CONNECTED',
    containers: Object.entries(images).map(([name, reference]) => container(taskArn, name, reference)),
    cpu: '256',
    memory: '512',
    createdAt: new Date('2026-11-20T08:41:20.114Z'),
    desiredStatus: 'RUNNING',
    enableExecuteCommand: false,
    group: `service:sockshop-dev-${id}`,
    healthStatus: 'UNKNOWN',
    lastStatus: 'RUNNING',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    startedAt: new Date('2026-11-20T08:42:02.101Z'),
    startedBy: 'ecs-svc/4709217470921747098',
    taskArn,
    taskDefinitionArn: taskDefinitionArn(id, 8),
    version: 3,
    ...over,
  };
}

export function container(taskArn: string, name: string, reference: string): Container {
  const found = /@(sha256:.*)$/.exec(reference)?.[1];
  return {
    containerArn: `${PREFIX}:container/${CLUSTER}/${taskArn.slice(-32)}/${name}`,
    taskArn,
    name,
    image: reference,
    ...(found === undefined ? {} : { imageDigest: found }),
    runtimeId: `${taskArn.slice(-32)}-2531612879`,
    lastStatus: 'RUNNING',
    networkBindings: [],
    healthStatus: 'UNKNOWN',
    cpu: '0',
  };
}

export interface Recorded {
  readonly services?: readonly Service[];
  readonly tasks?: readonly Task[];
  readonly stopped?: readonly Task[];
  /** Containers by the ARN of their task definition. */
  readonly definitions?: Readonly<Record<string, readonly ContainerDefinition[]>>;
  /** Newest service deployments by service ARN; undefined: an emulator, which does not know the call. */
  readonly serviceDeployments?: Readonly<Record<string, readonly ServiceDeploymentBrief[]>>;
  /** What a call throws instead of answering, by its name. */
  readonly failures?: Readonly<Record<string, Error>>;
}

/** An error as the SDK throws it. */
export function ecsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}

/** Stands for ECS: gives recorded answers within its limits, and keeps the name of every call. */
export class RecordedEcs {
  readonly calls: string[] = [];

  constructor(public recorded: Recorded) {}

  get lazily(): () => Promise<ECS> {
    return async () => this as unknown as ECS;
  }

  /** How often each call was made since the last time that this was asked. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const call of this.calls.splice(0)) counts[call] = (counts[call] ?? 0) + 1;
    return counts;
  }

  async describeServices({ services: asked }: { readonly services: readonly string[] }) {
    this.#begin('DescribeServices', asked, 10);
    const services = (this.recorded.services ?? []).filter(({ serviceArn: arn }) => asked.includes(arn ?? ''));
    const missing = asked.filter((arn) => services.every((one) => one.serviceArn !== arn));
    return { services, failures: missing.map((arn) => ({ arn, reason: 'MISSING' })) };
  }

  async listTasks(asked: { desiredStatus?: string; serviceName?: string; nextToken?: string }) {
    this.#begin('ListTasks', [], 1);
    const all = asked.desiredStatus === 'STOPPED' ? this.recorded.stopped : this.recorded.tasks;
    const own = (all ?? []).filter(
      ({ group }) => asked.serviceName === undefined || group === `service:${asked.serviceName}`,
    );
    const from = Number(asked.nextToken ?? 0);
    const taskArns = own.slice(from, from + 100).map(({ taskArn }) => taskArn);
    return { taskArns, ...(own.length > from + 100 ? { nextToken: String(from + 100) } : {}) };
  }

  async describeTasks({ tasks: asked }: { readonly tasks: readonly string[] }) {
    this.#begin('DescribeTasks', asked, 100);
    const all = [...(this.recorded.tasks ?? []), ...(this.recorded.stopped ?? [])];
    return { tasks: all.filter(({ taskArn }) => asked.includes(taskArn ?? '')), failures: [] };
  }

  async describeTaskDefinition({ taskDefinition: arn }: { readonly taskDefinition: string }) {
    this.#begin('DescribeTaskDefinition', [arn], 1);
    const containerDefinitions = this.recorded.definitions?.[arn];
    if (containerDefinitions === undefined) throw ecsError('ClientException', 'Unable to describe task definition.');
    return { taskDefinition: { taskDefinitionArn: arn, containerDefinitions, status: 'ACTIVE' } };
  }

  async listServiceDeployments({ service: arn }: { readonly service: string }) {
    this.#begin('ListServiceDeployments', [arn], 1);
    const known = this.recorded.serviceDeployments;
    if (known === undefined) throw ecsError('UnknownOperationException', 'The action is not implemented');
    return { serviceDeployments: known[arn] ?? [] };
  }

  #begin(call: string, asked: readonly string[], limit: number): void {
    this.calls.push(call);
    if (asked.length > limit) throw ecsError('InvalidParameterException', `${call} takes at most ${limit}`);
    const failure = this.recorded.failures?.[call];
    if (failure !== undefined) throw failure;
  }
}
