import type {
  CloudFormation,
  DescribeChangeSetOutput,
  Stack,
  StackEvent,
  StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Lazily } from '../../aws/index.js';
import { coversOperation } from './failure-reasons.js';

/** Pages of a hundred events that are looked through for the beginning of an operation. */
const MAX_EVENT_PAGES = 20;

/** The questions that are put to CloudFormation about one stack. */
export class StackCalls {
  readonly #cloudFormation: Lazily<CloudFormation>;

  constructor(cloudFormation: Lazily<CloudFormation>) {
    this.#cloudFormation = cloudFormation;
  }

  /** The stack, or undefined where there is none of that name. */
  async describe(name: string): Promise<Stack | undefined> {
    const cloudFormation = await this.#cloudFormation();
    try {
      return (await cloudFormation.describeStacks({ StackName: name })).Stacks?.[0];
    } catch (error) {
      if (isNoSuchStack(error)) return undefined;
      throw error;
    }
  }

  /** The template as it was sent. */
  async template(name: string): Promise<string> {
    const cloudFormation = await this.#cloudFormation();
    return (await cloudFormation.getTemplate({ StackName: name, TemplateStage: 'Original' })).TemplateBody ?? '';
  }

  /** A change set, by its name; undefined where the stack has none of that name. */
  async changeSet(name: string, changeSet: string): Promise<DescribeChangeSetOutput | undefined> {
    const cloudFormation = await this.#cloudFormation();
    try {
      return await cloudFormation.describeChangeSet({ StackName: name, ChangeSetName: changeSet });
    } catch (error) {
      if (isNoSuchStack(error) || (error instanceof Error && /^ChangeSetNotFound/.test(error.name))) return undefined;
      throw error;
    }
  }

  /** All resources that stand. */
  async resources(name: string): Promise<readonly StackResourceSummary[]> {
    const cloudFormation = await this.#cloudFormation();
    const all: StackResourceSummary[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudFormation.listStackResources({ StackName: name, NextToken });
      all.push(...(page.StackResourceSummaries ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return all.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
  }

  /** The events of the newest operation, newest first, and maybe some older ones; none where there is no such stack. */
  async events(name: string): Promise<readonly StackEvent[]> {
    const cloudFormation = await this.#cloudFormation();
    const all: StackEvent[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MAX_EVENT_PAGES; page++) {
      try {
        const answer = await cloudFormation.describeStackEvents({ StackName: name, NextToken });
        all.push(...(answer.StackEvents ?? []));
        NextToken = answer.NextToken;
      } catch (error) {
        if (isNoSuchStack(error)) return all;
        throw error;
      }
      if (NextToken === undefined || coversOperation(all)) break;
    }
    return all;
  }
}

/** CloudFormation has no error of its own for that. */
function isNoSuchStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}
