import type { Stack } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../../aws/index.js';
import type { Instant } from '../../ids.js';
import { type Environment, findEnvironment } from '../../manifest/index.js';
import { SlipwayError } from '../../problem.js';
import type { Release } from '../../release/index.js';
import { EcsObserver } from '../ecs/ecs-observer.js';
import { isSettled } from '../evidence.js';
import { type Parameters, parameterNames } from '../parameters.js';
import { placeName } from '../place-name.js';
import type { Observation, Place, PreparedChange, RenderedStack, Target, Undertaking } from '../target.js';
import { templateServices } from '../template-services.js';
import type { CdkProgram, CdkRun } from './cdk-program.js';
import { cdkReasons } from './cdk-reasons.js';
import { assembledStacks } from './cloud-assembly.js';
import { failureReasons } from './failure-reasons.js';
import { observeServices } from './observe-services.js';
import { StackCalls } from './stack-calls.js';
import { type StackServices, stackServices } from './stack-services.js';
import { stackCondition } from './stack-status.js';
import { templateText } from './template-text.js';

export interface CloudFormationTargetProps {
  readonly clients: AwsClients;
  readonly cdk: Pick<CdkProgram, 'run'>;
  /** The caller's account, 12 digits; asked for where no stack tells it. @default - not checked then */
  readonly account?: () => Promise<string>;
  /** @default - the machine's clock */
  readonly now?: () => Instant;
  /** Waits, in milliseconds. @default - by the machine's clock */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** What one look at a stack found, as long as the stack is not touched. */
interface View {
  readonly stack: Stack;
  readonly template: string;
  readonly services: StackServices;
}

/** Between two looks at a stack that somebody is at work on. */
const POLL_MS = 5_000;

/** What CloudFormation says of a change set in which nothing changes. */
const EMPTY = /didn't contain changes|No updates are to be performed/;

/** Most causes that a message names. */
const NAMED_CAUSES = 5;

/** SSM's own limit of one call. */
const PARAMETERS_A_CALL = 10;

/**
 * Deploys with the user's own CDK to CloudFormation, and looks at what ECS runs then. A look costs DescribeStacks,
 * GetTemplate, ListStackResources (one a hundred resources) and what ECS needs; while services are being replaced only the
 * latter.
 */
export class CloudFormationTarget implements Target {
  readonly name = 'cloudformation';
  readonly #props: CloudFormationTargetProps;
  readonly #now: () => Instant;
  readonly #pause: (milliseconds: number) => Promise<void>;
  /** Stacks whose services were still being replaced at the last look, by name. */
  readonly #views = new Map<string, View>();
  /** By region: they remember what they saw. */
  readonly #observers = new Map<string | undefined, EcsObserver>();

  constructor(props: CloudFormationTargetProps) {
    this.#props = props;
    this.#now = props.now ?? (() => new Date().toISOString() as Instant);
    this.#pause = props.pause ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
  }

  /**
   * @throws SlipwayError `failed` with `StackNotReadable`; `input` with `WrongAccount`; `unavailable` where AWS does not
   *   answer
   */
  async current(place: Place): Promise<string | undefined> {
    const stacks = this.#stacks(place);
    const name = placeName(place);
    const stack = await stacks.describe(name);
    const wrong = await this.#wrongAccount(place, stack);
    if (wrong !== undefined)
      throw new SlipwayError('input', {
        code: 'WrongAccount',
        message: wrong,
        hint: 'sign in to that account, e.g. with AWS_PROFILE, or mend `account` in the manifest',
      });
    if (stack === undefined || !stackCondition(stack.StackStatus ?? '').stands) return undefined;
    return templateText(name, await stacks.template(name));
  }

  /**
   * Runs `cdk deploy` after whatever is at work on the stack.
   *
   * @throws SlipwayError `failed` with `StackNotDeployed` and why; `unknown` with `DeploymentTimedOut`, when
   *   CloudFormation goes on by itself; `unavailable` with `CdkNotFound`
   */
  async apply(place: Place, stack: RenderedStack, undertaking: Undertaking): Promise<void> {
    const { stackName } = stack;
    const before = await this.#waitForOthers(place, stackName, undertaking);
    this.#views.delete(stackName);
    const { end, lines } = await this.#cdkDeploy(place, stack, undertaking);
    if (end === 'succeeded') return;
    if (end === 'left') throw timedOut(stackName, undertaking, 'CloudFormation goes on with it');
    throw notDeployed(stackName, failureReasons(await this.#stacks(place).events(stackName), before), lines);
  }

  /**
   * Runs `cdk deploy --method=prepare-change-set`: assets are published, and the change set knows the role that makes it.
   *
   * @throws SlipwayError `failed` with `StackNotDeployed` and why; `unknown` with `DeploymentTimedOut`; `unavailable` with
   *   `CdkNotFound`
   */
  async prepare(
    place: Place,
    stack: RenderedStack,
    name: string,
    undertaking: Undertaking,
  ): Promise<PreparedChange | undefined> {
    const { stackName } = stack;
    await this.#waitForOthers(place, stackName, undertaking);
    const words = ['--method', 'prepare-change-set', '--change-set-name', name];
    const { end, lines } = await this.#cdkDeploy(place, stack, undertaking, words);
    if (end === 'left') throw timedOut(stackName, undertaking, `its change set ${name} was not ready`);
    const found = end === 'succeeded' ? await this.#stacks(place).changeSet(stackName, name) : undefined;
    const { ChangeSetId: changeSet, StackId: id, Status: status, StatusReason: reason = '' } = found ?? {};
    if (status === 'CREATE_COMPLETE' && changeSet !== undefined && id !== undefined) return { changeSet, stack: id };
    if (end === 'succeeded' && (status === undefined || EMPTY.test(reason))) return undefined;
    throw notDeployed(stackName, status === undefined ? [] : [`change set ${name} is ${status}: ${reason}`], lines);
  }

  /** @throws SlipwayError `unavailable` where CloudFormation does not answer; what ECS does not tell is `unknown` */
  async observe(place: Place, at: Instant): Promise<Observation> {
    const name = placeName(place);
    const known = this.#views.get(name);
    if (known === undefined) return this.#lookAnew(place, at);
    const seen = await this.#lookAtServices(place, known, at);
    if (!isSettled(seen)) return seen;
    this.#views.delete(name);
    const stack = await this.#stacks(place).describe(name);
    return stack !== undefined && isUntouched(known.stack, stack) ? seen : this.#lookAnew(place, at);
  }

  /** GetParameters, ten names a call. */
  async parameters(place: Place, release: Release): Promise<Parameters> {
    const ssm = await this.#clients(place).ssm();
    const names = parameterNames(place, release);
    const found: [string, string][] = [];
    for (let start = 0; start < names.length; start += PARAMETERS_A_CALL) {
      const answer = await ssm.getParameters({ Names: names.slice(start, start + PARAMETERS_A_CALL) });
      for (const { Name, Value } of answer.Parameters ?? [])
        if (Name !== undefined && Value !== undefined) found.push([Name, Value]);
    }
    return Object.fromEntries(found);
  }

  #cdkDeploy(
    place: Place,
    { stackName, assembly }: RenderedStack,
    undertaking: Undertaking,
    words: readonly string[] = [],
  ): Promise<CdkRun> {
    const selector = assembly && assembledStacks(assembly).find((one) => one.stackName === stackName)?.selector;
    if (assembly === undefined || selector === undefined)
      throw new Error(`stack ${stackName} was rendered without an assembly from which it could be deployed`);
    const args = ['deploy', selector, '--app', assembly, '--exclusively', ...words];
    return this.#props.cdk.run([...args, '--require-approval', 'never', '--progress', 'events'], {
      onLine: undertaking.output,
      patience: this.#left(undertaking),
      variables: variablesFor(environmentOf(place)),
    });
  }

  async #lookAnew(place: Place, at: Instant): Promise<Observation> {
    const stacks = this.#stacks(place);
    const name = placeName(place);
    const stack = await stacks.describe(name);
    const wrong = await this.#wrongAccount(place, stack);
    if (wrong !== undefined) return { state: 'unknown', artifacts: {}, at, message: wrong };
    if (stack === undefined) return { state: 'absent', artifacts: {}, at };
    const status = stack.StackStatus ?? 'of unknown status';
    const { stands, working, rolledBack } = stackCondition(status);
    const turned = rolledBack ? { rolledBack } : {};
    if (!stands) return { state: 'absent', artifacts: {}, at, ...turned };
    if (working) return { state: 'changing', artifacts: {}, at, message: `stack ${name} is ${status}` };
    const [body, resources] = await Promise.all([stacks.template(name), stacks.resources(name)]);
    const template = textOf(name, body);
    const services = template === undefined ? undefined : templateServices(template, place);
    if (template === undefined || services === undefined)
      return {
        state: 'unknown',
        artifacts: {},
        at,
        ...turned,
        message: `the template of stack ${name} cannot be read`,
      };
    const view = { stack, template, services: stackServices(services, resources) };
    const seen = await this.#lookAtServices(place, view, at);
    if (!isSettled(seen)) this.#views.set(name, view);
    return seen;
  }

  async #lookAtServices(place: Place, { stack, template, services }: View, at: Instant): Promise<Observation> {
    const { rolledBack } = stackCondition(stack.StackStatus ?? '');
    const seen = await observeServices(this.#observer(place), services, at, { failed: rolledBack });
    return { ...seen, template, ...(rolledBack ? { rolledBack } : {}) };
  }

  /** The stack as it is when nobody is at work on it; undefined where there is none. */
  async #waitForOthers(place: Place, name: string, undertaking: Undertaking): Promise<Stack | undefined> {
    for (;;) {
      const stack = await this.#stacks(place).describe(name);
      const status = stack?.StackStatus ?? '';
      if (stack === undefined || !stackCondition(status).working) return stack;
      if (this.#left(undertaking) <= 0) throw timedOut(name, undertaking, `it was ${status} all the time`);
      undertaking.progress(`Waiting for stack ${name}, which is ${status}`);
      await this.#pause(Math.min(POLL_MS, this.#left(undertaking)));
    }
  }

  /** Why what is found cannot be what is meant; undefined where account and manifest agree, or do not say. */
  async #wrongAccount(place: Place, stack: Stack | undefined): Promise<string | undefined> {
    const { account, roleArn } = environmentOf(place).aws;
    if (account === undefined) return undefined;
    const found = accountIn(stack?.StackId) ?? accountIn(roleArn) ?? (await this.#props.account?.());
    if (found === undefined || found === account) return undefined;
    return `environment ${place.environment} is in account ${account}, and the credentials are for ${found}`;
  }

  /** Milliseconds until it is to be given up. */
  #left({ until }: Undertaking): number {
    return Date.parse(until) - Date.parse(this.#now());
  }

  #clients(place: Place): AwsClients {
    return this.#props.clients.in(environmentOf(place).aws);
  }

  #stacks(place: Place): StackCalls {
    return new StackCalls(this.#clients(place).cloudformation);
  }

  #observer(place: Place): EcsObserver {
    const { region } = environmentOf(place).aws;
    const observer = this.#observers.get(region) ?? new EcsObserver(this.#clients(place).ecs);
    this.#observers.set(region, observer);
    return observer;
  }
}

function environmentOf({ project, environment }: Place): Environment {
  const found = findEnvironment(project, environment);
  if (found === undefined) throw new Error(`project ${project.id} has no environment ${environment}`);
  return found;
}

function accountIn(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}

/** A stack that leaves its region open goes where the CDK is told to. */
function variablesFor({ aws: { region, profile } }: Environment): Readonly<Record<string, string>> {
  return {
    ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
  };
}

function textOf(name: string, body: string): string | undefined {
  try {
    return templateText(name, body);
  } catch {
    return undefined;
  }
}

function isUntouched(before: Stack, after: Stack): boolean {
  const [old, now] = [before, after].map(({ StackId, StackStatus, LastUpdatedTime }) =>
    [StackId, StackStatus, LastUpdatedTime?.getTime()].join(),
  );
  return old === now;
}

function timedOut(name: string, { until }: Undertaking, what: string): SlipwayError {
  return new SlipwayError('unknown', {
    code: 'DeploymentTimedOut',
    message: `stack ${name} was not done by ${until}; ${what}`,
    hint: 'run the command again to go on, with a longer --wait, or end it by what runs with `slipway reconcile`',
  });
}

function notDeployed(name: string, reasons: readonly string[], lines: readonly string[]): SlipwayError {
  const causes = reasons.length > 0 ? reasons : cdkReasons(lines);
  const more = causes.length > NAMED_CAUSES ? [`and ${causes.length - NAMED_CAUSES} more`] : [];
  const message = [...causes.slice(0, NAMED_CAUSES).map((cause) => cause.replace(/\.$/, '')), ...more].join('; ');
  return new SlipwayError('failed', {
    code: 'StackNotDeployed',
    message: `stack ${name} was not deployed: ${message}`,
    hint: `\`aws cloudformation describe-stack-events --stack-name ${name}\` has every step`,
  });
}
