import type { AwsClients } from '../../lib/aws/index.js';

type Clients = Pick<AwsClients, 'cloudformation'>;

/** The status of a stack, named by its ARN: so it is found even after it was deleted. */
export async function stackStatus(clients: Clients, stack: string): Promise<string> {
  const cloudFormation = await clients.cloudformation();
  const [found] = (await cloudFormation.describeStacks({ StackName: stack })).Stacks ?? [];
  if (found?.StackStatus === undefined) throw new Error(`CloudFormation does not tell the status of ${stack}`);
  return found.StackStatus;
}

/** The physical id of a resource of a stack; undefined where CloudFormation has none yet. */
export async function physicalId(clients: Clients, stack: string, resource: string): Promise<string | undefined> {
  const cloudFormation = await clients.cloudformation();
  try {
    const names = { StackName: stack, LogicalResourceId: resource };
    return (await cloudFormation.describeStackResource(names)).StackResourceDetail?.PhysicalResourceId;
  } catch (error) {
    // CloudFormation has no error of its own for a resource that it has not begun to make.
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}
