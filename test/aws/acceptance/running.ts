import type { ECS, Service, Task } from '@aws-sdk/client-ecs';
import type { Aws } from '../emulator/index.js';

/** What ECS runs of one service of a manifest. */
export interface Running {
  /** The ECS service's own name, which a list of updates tells. */
  readonly name: string;
  readonly cluster: string;
  /** ARN. */
  readonly taskDefinition: string;
  /** The images of all its running tasks, each once, sorted. */
  readonly images: readonly string[];
}

/** What ECS runs of the services of a stack, by service id; empty where the stack has none, or there is no stack. */
export async function running(aws: Aws, stackName: string): Promise<ReadonlyMap<string, Running>> {
  const ecs = await aws.clients.ecs();
  const byCluster = new Map<string, string[]>();
  for (const arn of await serviceArns(aws, stackName)) {
    const cluster = arn.split('/').at(-2) ?? '';
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), arn]);
  }
  const found = new Map<string, Running>();
  for (const [cluster, arns] of byCluster) {
    const services = await described(ecs, cluster, arns);
    const tasks = await tasksOf(ecs, cluster);
    for (const { serviceName: name = '', taskDefinition = '', tags = [] } of services) {
      const id = tags.find(({ key }) => key === 'deployment:service')?.value ?? name;
      found.set(id, { name, cluster, taskDefinition, images: imagesOf(tasks, name) });
    }
  }
  return found;
}

async function serviceArns(aws: Aws, stackName: string): Promise<readonly string[]> {
  const cloudformation = await aws.clients.cloudformation();
  try {
    const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: stackName });
    return StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === 'AWS::ECS::Service' && PhysicalResourceId !== undefined ? [PhysicalResourceId] : [],
    );
  } catch {
    return [];
  }
}

async function described(ecs: ECS, cluster: string, arns: readonly string[]): Promise<readonly Service[]> {
  const found: Service[] = [];
  for (let start = 0; start < arns.length; start += 10) {
    const names = arns.slice(start, start + 10);
    const { services = [] } = await ecs.describeServices({ cluster, services: names, include: ['TAGS'] });
    found.push(...services);
  }
  return found;
}

async function tasksOf(ecs: ECS, cluster: string): Promise<readonly Task[]> {
  const { taskArns = [] } = await ecs.listTasks({ cluster, desiredStatus: 'RUNNING' });
  if (taskArns.length === 0) return [];
  return (await ecs.describeTasks({ cluster, tasks: taskArns })).tasks ?? [];
}

function imagesOf(tasks: readonly Task[], service: string): readonly string[] {
  const own = tasks.filter(({ group }) => group === `service:${service}`);
  const images = own.flatMap(({ containers = [] }) => containers.flatMap(({ image }) => image ?? []));
  return [...new Set(images)].sort();
}
