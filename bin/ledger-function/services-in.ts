import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../../lib/aws/index.js';

type Clients = Pick<AwsClients, 'cloudformation' | 'ecs'>;

/** An ECS service as it stands. */
export interface EcsService {
  readonly arn: string;
  /** ARN of its cluster. */
  readonly cluster: string;
  /** Which service of the manifest it says that it is. */
  readonly tagged?: string;
  /** The names of its containers. */
  readonly containers: readonly string[];
}

/** The tag that names a service of the manifest. */
const TAG = 'deployment:service';

/** ECS's own limit of one call. */
const SERVICES_A_CALL = 10;

/** The ECS services of a stack and of the stacks nested in it. */
export async function servicesIn(clients: Clients, stack: string): Promise<readonly EcsService[]> {
  const arns = await arnsIn(clients, stack);
  const clusters = new Map<string, string[]>();
  for (const arn of arns) {
    const cluster = /:service\/([^/]+)\/[^/]+$/.exec(arn)?.[1] ?? 'default';
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), arn]);
  }
  const found = await Promise.all([...clusters].map(([cluster, ones]) => describe(clients, cluster, ones)));
  return found.flat();
}

async function arnsIn(clients: Clients, stack: string): Promise<readonly string[]> {
  const resources = await resourcesOf(clients, stack);
  const arns: string[] = [];
  for (const { ResourceType, PhysicalResourceId: id } of resources) {
    if (id === undefined || id === '') continue;
    if (ResourceType === 'AWS::ECS::Service') arns.push(id);
    if (ResourceType === 'AWS::CloudFormation::Stack') arns.push(...(await arnsIn(clients, id)));
  }
  return arns;
}

async function resourcesOf(clients: Clients, stack: string): Promise<readonly StackResourceSummary[]> {
  const cloudFormation = await clients.cloudformation();
  const all: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.listStackResources({ StackName: stack, NextToken });
    all.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return all.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
}

async function describe(clients: Clients, cluster: string, arns: readonly string[]): Promise<readonly EcsService[]> {
  const ecs = await clients.ecs();
  const found: EcsService[] = [];
  for (let start = 0; start < arns.length; start += SERVICES_A_CALL) {
    const services = arns.slice(start, start + SERVICES_A_CALL);
    const answer = await ecs.describeServices({ cluster, services, include: ['TAGS'] });
    for (const service of answer.services ?? []) {
      if (service.serviceArn === undefined || service.status === 'INACTIVE') continue;
      const tagged = service.tags?.find(({ key }) => key === TAG)?.value;
      found.push({
        arn: service.serviceArn,
        cluster: service.clusterArn ?? cluster,
        ...(tagged === undefined ? {} : { tagged }),
        containers: await containersOf(clients, service.taskDefinition),
      });
    }
  }
  return found;
}

async function containersOf(clients: Clients, taskDefinition: string | undefined): Promise<readonly string[]> {
  if (taskDefinition === undefined) return [];
  const ecs = await clients.ecs();
  const answer = await ecs.describeTaskDefinition({ taskDefinition });
  return (answer.taskDefinition?.containerDefinitions ?? []).flatMap(({ name }) => name ?? []);
}
