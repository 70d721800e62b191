import type { Aws } from './emulator/index.js';

/** What a template's resource is made of. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly [policy: string]: unknown;
}

/** A stack by the API alone, without the CDK. */
export class SmallStack {
  constructor(
    private readonly aws: Aws,
    readonly name: string,
  ) {}

  /** Creates the stack and waits for its end; gives its status. */
  async create(resources: Readonly<Record<string, Resource>>, outputs: object = {}): Promise<string> {
    const TemplateBody = JSON.stringify({ Resources: resources, Outputs: outputs });
    await (await this.aws.clients.cloudformation()).createStack({ StackName: this.name, TemplateBody });
    return this.ended();
  }

  async update(resources: Readonly<Record<string, Resource>>, outputs: object = {}): Promise<string> {
    const TemplateBody = JSON.stringify({ Resources: resources, Outputs: outputs });
    await (await this.aws.clients.cloudformation()).updateStack({ StackName: this.name, TemplateBody });
    return this.ended();
  }

  /** Deletes the stack; gives the status that it ends with. */
  async delete(): Promise<string> {
    const cloudformation = await this.aws.clients.cloudformation();
    const { StackId } = await this.described();
    await cloudformation.deleteStack({ StackName: this.name });
    const { Stacks } = await cloudformation.describeStacks({ StackName: StackId });
    return Stacks?.[0]?.StackStatus ?? '';
  }

  async described() {
    const { Stacks } = await (await this.aws.clients.cloudformation()).describeStacks({ StackName: this.name });
    const [stack] = Stacks ?? [];
    if (stack === undefined) throw new Error(`there is no stack ${this.name}`);
    return stack;
  }

  async outputs(): Promise<Readonly<Record<string, string | undefined>>> {
    const { Outputs = [] } = await this.described();
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  /** `Logical STATUS` of every event so far, oldest first. */
  async events(): Promise<string[]> {
    return (await this.rawEvents()).map(
      ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
    );
  }

  /** The reasons that events of a resource tell. */
  async reasons(logicalId: string): Promise<string[]> {
    const events = (await this.rawEvents()).filter(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    return events.flatMap(({ ResourceStatusReason }) => ResourceStatusReason ?? []);
  }

  private async rawEvents() {
    const cloudformation = await this.aws.clients.cloudformation();
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: this.name });
    return StackEvents.toReversed();
  }

  private async ended(): Promise<string> {
    const { StackStatus = '' } = await this.described();
    if (StackStatus.endsWith('_IN_PROGRESS')) throw new Error(`${this.name} is still ${StackStatus}`);
    return StackStatus;
  }
}
