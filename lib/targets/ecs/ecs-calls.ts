import type { ContainerDefinition, ECS, Service, ServiceDeploymentBrief, Task } from '@aws-sdk/client-ecs';
import type { Lazily } from '../../aws/index.js';
import { serviceName, type WatchedService } from './watched-service.js';
import { newestOf } from './went-back.js';

/** ECS's own limits of one call. */
const SERVICES_A_CALL = 10;
const TASKS_A_CALL = 100;

/** What ECS knows of services, by ARN as it was asked for. */
export interface DescribedServices {
  readonly found: ReadonlyMap<string, Service>;
  /** Services that ECS does not have. */
  readonly missing: ReadonlySet<string>;
}

/** The questions that are put to ECS, in as few calls as it allows. */
export class EcsCalls {
  readonly #ecs: Lazily<ECS>;
  /** Task definitions never change. */
  readonly #definitions = new Map<string, Promise<readonly ContainerDefinition[]>>();

  constructor(ecs: Lazily<ECS>) {
    this.#ecs = ecs;
  }

  async services(cluster: string, watched: readonly WatchedService[]): Promise<DescribedServices> {
    const ecs = await this.#ecs();
    const asked = watched.map(({ arn }) => arn);
    const answers = await Promise.all(
      batches(asked, SERVICES_A_CALL).map((services) => ecs.describeServices({ cluster, services })),
    );
    const found = new Map<string, Service>();
    const missing = new Set<string>();
    for (const arn of asked) {
      const service = answers.flatMap(({ services = [] }) => services).find((candidate) => isSame(candidate, arn));
      if (service !== undefined) found.set(arn, service);
      const failures = answers.flatMap((answer) => answer.failures ?? []);
      if (failures.some((failure) => failure.arn === arn && failure.reason === 'MISSING')) missing.add(arn);
    }
    return { found, missing };
  }

  /**
   * The tasks of services that run, as ECS wants it. All tasks of the cluster are listed, which is one call for a
   * hundred; where the cluster turns out to hold mainly others, the services' own are asked for one by one.
   */
  async runningTasks(cluster: string, watched: readonly WatchedService[], expected: number): Promise<readonly Task[]> {
    const pages = Math.ceil(expected / TASKS_A_CALL) + 1;
    const listed = await this.#list(cluster, {}, pages);
    const arns = listed ?? (await this.#listEach(cluster, watched));
    const groups = new Set(watched.map((service) => `service:${serviceName(service)}`));
    const tasks = await this.#describe(cluster, arns);
    return tasks.filter(({ group, lastStatus }) => groups.has(group ?? '') && lastStatus === 'RUNNING');
  }

  /** Tasks that stopped in the last hour or so; the first hundred. */
  async stoppedTasks(cluster: string): Promise<readonly Task[]> {
    const ecs = await this.#ecs();
    const { taskArns = [] } = await ecs.listTasks({ cluster, desiredStatus: 'STOPPED' });
    return this.#describe(cluster, taskArns.slice(0, TASKS_A_CALL));
  }

  containersOf(taskDefinition: string): Promise<readonly ContainerDefinition[]> {
    const known = this.#definitions.get(taskDefinition);
    if (known !== undefined) return known;
    const asked = this.#ecs()
      .then((ecs) => ecs.describeTaskDefinition({ taskDefinition }))
      .then((answer) => answer.taskDefinition?.containerDefinitions ?? []);
    this.#definitions.set(taskDefinition, asked);
    asked.catch(() => this.#definitions.delete(taskDefinition));
    return asked;
  }

  /** The newest service deployment; undefined where ECS cannot or may not tell, as emulators cannot. */
  async newestDeployment(cluster: string, { arn }: WatchedService): Promise<ServiceDeploymentBrief | undefined> {
    try {
      const ecs = await this.#ecs();
      return newestOf((await ecs.listServiceDeployments({ cluster, service: arn })).serviceDeployments ?? []);
    } catch {
      return undefined;
    }
  }

  /** Undefined where there are more pages than that. */
  async #list(cluster: string, of: { readonly serviceName?: string }, pages: number): Promise<string[] | undefined> {
    const ecs = await this.#ecs();
    const arns: string[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < pages; page++) {
      const answer = await ecs.listTasks({ cluster, ...of, ...(nextToken === undefined ? {} : { nextToken }) });
      arns.push(...(answer.taskArns ?? []));
      nextToken = answer.nextToken;
      if (nextToken === undefined) return arns;
    }
    return undefined;
  }

  async #listEach(cluster: string, watched: readonly WatchedService[]): Promise<readonly string[]> {
    const arns: string[] = [];
    for (const service of watched)
      arns.push(
        ...((await this.#list(cluster, { serviceName: serviceName(service) }, Number.POSITIVE_INFINITY)) ?? []),
      );
    return arns;
  }

  async #describe(cluster: string, arns: readonly string[]): Promise<readonly Task[]> {
    const ecs = await this.#ecs();
    const answers = await Promise.all(
      batches(arns, TASKS_A_CALL).map((tasks) => ecs.describeTasks({ cluster, tasks })),
    );
    return answers.flatMap(({ tasks = [] }) => tasks);
  }
}

function isSame({ serviceArn, serviceName: name }: Service, arn: string): boolean {
  return serviceArn === arn || (name !== undefined && name === serviceName({ arn }));
}

function batches(all: readonly string[], size: number): string[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}
