import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ProjectId } from '../../../lib/ids.js';
import { DynamoDbLedger } from '../../../lib/ledger/index.js';
import type { ProjectState } from '../../../lib/promotion/index.js';
import type { Ended } from '../../acceptance/built.js';
import { type CdkProject, cdk, makeProject, slipway } from '../emulator/index.js';
import type { Account } from './account.js';
import { versionOf } from './images.js';
import { type Running, running } from './running.js';

/** What a team's manifest says beside its project, store, and the network of each environment. */
export interface Wishes {
  /** As a manifest has them, without their network. */
  readonly environments: readonly object[];
  /** @default - none: the manifest has service sets in `rest` */
  readonly services?: readonly object[];
  readonly rest?: object;
  /** @default 'aws:' */
  readonly store?: string;
  readonly cdkJson?: object;
}

/** A command of Slipway that was asked for JSON. */
export interface Told extends Ended {
  readonly json: unknown;
}

/** Two services that know nothing of each other: the smallest project in which one may change and the other must not. */
export const TWO_SERVICES = [{ id: 'web', ports: [80] }, { id: 'orders' }];

/** A team that works on a project in an account, by the built command line and the CDK's own. */
export class Team {
  private constructor(
    readonly account: Account,
    readonly name: string,
    readonly project: CdkProject,
  ) {}

  /** A team that has written its manifest and nothing more. */
  static start(account: Account, name: string, wishes: Wishes): Team {
    return new Team(account, name, makeProject(manifest(account, name, wishes), wishes.cdkJson));
  }

  /** A team whose ledger is there, too. */
  static async withLedger(account: Account, name: string, wishes: Wishes): Promise<Team> {
    const team = Team.start(account, name, wishes);
    await team.deployStack('ledger');
    return team;
  }

  get path(): string {
    return this.project.path;
  }

  leave(): void {
    this.project.remove();
  }

  /** Writes another manifest. */
  wish(wishes: Wishes): void {
    this.project.write('slipway.yaml', JSON.stringify(manifest(this.account, this.name, wishes)));
  }

  /** Runs Slipway as Tim does, whatever comes of it. */
  slipway(...words: string[]): Promise<Ended> {
    return slipway(this.account.aws, this.path, [...words, '--actor', 'tim@example.com', '--yes']);
  }

  /** Runs Slipway and reads what it prints as JSON. */
  async told(...words: string[]): Promise<Told> {
    const ended = await this.slipway(...words, '--json');
    return { ...ended, json: JSON.parse(ended.out) as unknown };
  }

  /** Runs Slipway, which has to succeed. */
  async do(...words: string[]): Promise<string> {
    const { code, out, err } = await this.slipway(...words);
    if (code !== 0) throw new Error(`slipway ${words.join(' ')} ended with ${code}\n${err}${out}`);
    return out;
  }

  /**
   * Runs a deployment that takes longer than it is waited for, and comes so far that CloudFormation is at work on it; how
   * long a machine takes for that is not known beforehand.
   */
  async leaveEarly(...words: string[]): Promise<Ended> {
    for (let seconds = 9; ; seconds *= 2) {
      const ended = await this.slipway(...words, '--wait', `${seconds}s`);
      const stacks = await this.stacks();
      if (stacks.some(({ StackStatus }) => StackStatus?.endsWith('_IN_PROGRESS'))) return ended;
      if (ended.code === 0 || seconds > 100) throw new Error(`it was not left early: ${ended.code} ${ended.err}`);
    }
  }

  /** Lets what is slow come up from now on, until something is over: a rollout may begin only after it was asked to end. */
  async whileFinishing<T>(over: Promise<T>): Promise<T> {
    const { control } = this.account.aws;
    for (;;) {
      const pause = new Promise<'not yet'>((done) => setTimeout(done, 200, 'not yet'));
      const first = await Promise.race([over.then((value) => ({ value })), pause]);
      if (first !== 'not yet') return first.value;
      await control.finishRollouts();
    }
  }

  /** Waits until nobody is at work on an environment's stack, and lets what is slow come up. */
  async settled(environment: string): Promise<void> {
    const { control } = this.account.aws;
    while ((await this.stack(environment))?.StackStatus?.endsWith('_IN_PROGRESS')) {
      await control.finishRollouts();
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  /** Makes a release of exactly these images, by service; gives its id. */
  async release(images: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
    const sets = Object.entries(images).flatMap(([service, image]) => ['--set', `${service}=${image}`]);
    const out = await this.do('release', 'create', '--from-label', 'latest', ...sets, ...words, '--json');
    return (JSON.parse(out) as { readonly id: string }).id;
  }

  /** Runs the CDK, whatever comes of it. */
  cdk(...words: string[]): Promise<Ended> {
    return cdk(this.account.aws, this.path, words);
  }

  /** `cdk deploy <project>-<stack>`, whatever comes of it. */
  cdkDeploy(stack: string, ...words: string[]): Promise<Ended> {
    return this.cdk('deploy', this.stackName(stack), '--require-approval', 'never', ...words);
  }

  /** `cdk deploy <project>-<stack>`, which has to succeed. */
  async deployStack(stack: string, ...words: string[]): Promise<Ended> {
    const ended = await this.cdkDeploy(stack, ...words);
    if (ended.code !== 0) throw new Error(`cdk deploy ${stack} ended with ${ended.code}\n${ended.err}${ended.out}`);
    return ended;
  }

  /** CloudFormation takes no `_` in the name of a stack. */
  stackName(stack: string): string {
    return `${this.name}-${stack}`.replaceAll('_', '-');
  }

  /** What ECS runs in an environment, by service id. */
  running(environment: string): Promise<ReadonlyMap<string, Running>> {
    return running(this.account.aws, this.stackName(environment));
  }

  /** Which versions ECS runs in an environment, by service id: `1`, or `1, 2` where the tasks of one service differ. */
  async versions(environment: string): Promise<Readonly<Record<string, string>>> {
    const found = [...(await this.running(environment))];
    return Object.fromEntries(found.map(([id, { images }]) => [id, images.map(versionOf).join(', ')]));
  }

  /** The record as a fold, read from the table itself. */
  async state(table = `slipway-${this.name}`): Promise<ProjectState> {
    const { aws } = this.account;
    const dynamodb = async () => {
      const { DynamoDBDocument } = await import('@aws-sdk/lib-dynamodb');
      return DynamoDBDocument.from(await aws.clients.dynamodb());
    };
    const names = { project: this.name, environments: {} };
    const ledger = new DynamoDbLedger(dynamodb, { table, names });
    return (await ledger.view(this.name as ProjectId)).state;
  }

  /** Every deployment to an environment that was ever recorded, oldest first: `<number of release> <kind> <status>`. */
  async recorded(environment: string, table?: string): Promise<readonly string[]> {
    const { deployments, deploymentOrder, releases } = await this.state(table);
    return deploymentOrder.flatMap((id) => {
      const found = deployments[id];
      if (found?.environment !== environment) return [];
      return [`${releases[found.release]?.number} ${found.kind} ${found.status}`];
    });
  }

  /** An environment's stack as CloudFormation describes it; undefined where there is none. */
  async stack(environment: string): Promise<Stack | undefined> {
    return (await this.stacks()).find(({ StackName }) => StackName === this.stackName(environment));
  }

  private async stacks(): Promise<readonly Stack[]> {
    const { Stacks = [] } = await (await this.account.aws.clients.cloudformation()).describeStacks({});
    return Stacks;
  }

  /** The value of a parameter below `/<project>/`; undefined where there is none. */
  async parameter(name: string): Promise<string | undefined> {
    const ssm = await this.account.aws.clients.ssm();
    const { Parameters = [] } = await ssm.getParameters({ Names: [`/${this.name}/${name}`] });
    return Parameters[0]?.Value;
  }
}

function manifest({ network }: Account, project: string, { environments, services, store, rest }: Wishes): object {
  return {
    project,
    store: store ?? 'aws:',
    environments: environments.map((environment) => ({ ...environment, network })),
    ...(services === undefined ? {} : { services }),
    ...rest,
  };
}
