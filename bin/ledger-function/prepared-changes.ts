import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../../lib/aws/index.js';
import type { Asked, ChangeAddress, FoundChange } from '../../lib/gate/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { stackCondition } from '../../lib/targets/index.js';

type Clients = Pick<AwsClients, 'cloudformation'>;

/** Errors after which a change set will not be executed, however often it is asked for. */
const NEVER = /^(ChangeSetNotFound|InvalidChangeSetStatus|InsufficientCapabilities)(Exception)?$|^ValidationError$/;

/** A change that was prepared and its stack, as CloudFormation has them: two calls, and two more where it is ready. */
export async function findChange(clients: Clients, address: ChangeAddress): Promise<FoundChange> {
  const change = await readiness(clients, address);
  const status = await statusOf(clients, address);
  if (!change.ready) return { change, stack: { status, ...(await standing(clients, address, status)) } };
  const template = await templateOf(clients, { StackName: address.stack, ChangeSetName: nameOf(address) });
  return { change: { ready: true, template }, stack: { status, ...(await standing(clients, address, status)) } };
}

/** Executes a change set; with one token once, however often it is asked for. */
export async function executeChange(clients: Clients, address: ChangeAddress, token: string): Promise<Asked> {
  const cloudFormation = await clients.cloudformation();
  try {
    const names = { StackName: address.stack, ChangeSetName: nameOf(address) };
    await cloudFormation.executeChangeSet({ ...names, ClientRequestToken: token });
    return { taken: true };
  } catch (error) {
    const why = whyNever(error);
    if (why === undefined) throw error;
    return { taken: false, why };
  }
}

type Readiness = { readonly ready: true } | Extract<FoundChange['change'], { readonly ready: false }>;

async function readiness(clients: Clients, address: ChangeAddress): Promise<Readiness> {
  const cloudFormation = await clients.cloudformation();
  const name = nameOf(address);
  let found: DescribeChangeSetOutput;
  try {
    found = await cloudFormation.describeChangeSet({ StackName: address.stack, ChangeSetName: name });
  } catch (error) {
    if (!(error instanceof Error) || !NEVER.test(error.name)) throw error;
    return { ready: false, why: `CloudFormation has no change set ${name} any more` };
  }
  const { ChangeSetId: id, Status: status, ExecutionStatus: execution } = found;
  if (id !== address.changeSet) return { ready: false, why: `change set ${name} is another one by now` };
  if (status === 'CREATE_COMPLETE' && execution === 'AVAILABLE') return { ready: true };
  return { ready: false, why: `change set ${name} is ${status}, ${execution}` };
}

async function statusOf(clients: Clients, { stack }: ChangeAddress): Promise<string> {
  const cloudFormation = await clients.cloudformation();
  try {
    return (await cloudFormation.describeStacks({ StackName: stack })).Stacks?.[0]?.StackStatus ?? 'DELETE_COMPLETE';
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return 'DELETE_COMPLETE';
    throw error;
  }
}

/** The template that stands there, where any does. */
async function standing(
  clients: Clients,
  { stack }: ChangeAddress,
  status: string,
): Promise<Pick<FoundChange['stack'], 'template'>> {
  return stackCondition(status).stands ? { template: await templateOf(clients, { StackName: stack }) } : {};
}

async function templateOf(
  clients: Clients,
  names: { readonly StackName: string; readonly ChangeSetName?: string },
): Promise<string> {
  const cloudFormation = await clients.cloudformation();
  return (await cloudFormation.getTemplate({ ...names, TemplateStage: 'Original' })).TemplateBody ?? '';
}

function whyNever(error: unknown): string | undefined {
  if (error instanceof SlipwayError) return error.problems.find(({ code }) => code === 'AccessDenied')?.message;
  return error instanceof Error && NEVER.test(error.name) ? `CloudFormation says: ${error.message}` : undefined;
}

/** The name of a change set: permissions are given by it. Its ARN is `arn:…:changeSet/<name>/<id>`. */
function nameOf({ changeSet }: ChangeAddress): string {
  return changeSet.split('/').at(1) ?? changeSet;
}
