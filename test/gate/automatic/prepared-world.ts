import { type AutomaticPorts, type FoundChange, promotePrepared } from '../../../lib/gate/index.js';
import type { DeploymentId, Instant } from '../../../lib/ids.js';
import {
  type ChangeParts,
  changeHash,
  currentRelease,
  type Deployment,
  type PromotionPrepared,
} from '../../../lib/promotion/index.js';
import { type Mishaps, type SimulatedStack, type Template, World } from '../cloudformation.js';
import { fingerprint, gateProperties, PROD, PROJECT, policyAsking, releaseId, SET, stateOf, tell } from '../place.js';

/** The project, where `prod` follows by itself. */
export const FOLLOWING = policyAsking({}, followsByItself(policyAsking({})));

/** The same, where it asks for more before it does. */
export function followingWhere(require: Parameters<typeof policyAsking>[0]): typeof FOLLOWING {
  return policyAsking(require, followsByItself(policyAsking(require)));
}

function followsByItself({ environments }: ReturnType<typeof policyAsking>) {
  return {
    environments: environments.map((one) => (one.id === PROD ? { ...one, promote: 'auto' as const } : one)),
  };
}

interface ChangeSet {
  readonly template: Template;
  /** What stood when it was made. */
  readonly on: Template | undefined;
  executedBy?: string;
}

/** A record, the stack of `prod`, and change sets that were prepared for it. */
export class PreparedWorld {
  readonly world = new World();
  readonly stack: SimulatedStack = this.world.stack();
  /** How often CloudFormation began to make a change. */
  executions = 0;
  /** Why CloudFormation takes nothing on; absent where it does. */
  refusal: string | undefined;
  /** What CloudFormation shows once more as it was before it was asked. */
  stale: 'nothing' | 'the stack' | 'everything' = 'nothing';
  /** What goes wrong when a change is made. */
  mishaps: Mishaps = {};
  /** Put around everything that a run does. */
  around: <T>(act: () => Promise<T>) => Promise<T> = (act) => act();
  readonly log: Record<string, unknown>[] = [];
  private readonly changeSets = new Map<string, ChangeSet>();
  private readonly underWay: Promise<unknown>[] = [];

  /** Makes a change set for a release of the project, and records it. */
  async prepare(template: Template, more: Partial<PromotionPrepared> = {}): Promise<ChangeParts> {
    const { world, stack } = this;
    const replaces = currentRelease(await stateOf(world.ledger), SET, PROD)?.id;
    const changeSet = `arn:aws:cloudformation:eu-west-1:123456789012:changeSet/${template.name}/${this.changeSets.size}`;
    this.changeSets.set(changeSet, { template, on: stack.template });
    const change: ChangeParts = {
      serviceSet: SET,
      environment: PROD,
      release: releaseId(template.release),
      ...(replaces === undefined ? {} : { replaces }),
      ...(stack.template === undefined ? {} : { before: fingerprint(stack.template.name) }),
      after: fingerprint(template.name),
    };
    const fact = { change, preview: changeHash(change), changeSet, stack: stack.id, ...more };
    await world.pass(1_000);
    await tell(world.ledger, world.now, { type: 'promotion.prepared', ...fact });
    return change;
  }

  /** One run of what makes prepared changes, stopped before the n-th thing that it does; then CloudFormation has its way. */
  async run(patience: 'settle' | 'none' = 'none', killBefore?: number): Promise<number> {
    let done = 0;
    let kill: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => {
      kill = resolve;
    });
    const act = async <T>(what: () => T | Promise<T>): Promise<T> => {
      if (done++ === killBefore) {
        kill();
        return new Promise<T>(() => undefined);
      }
      await this.world.pass(100);
      return this.around(async () => what());
    };
    await Promise.race([promotePrepared(this.ports(act), PROJECT, patience), killed]);
    await this.settled();
    return done;
  }

  /** Waits until CloudFormation is at work on nothing. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay.splice(0));
  }

  /** Every deployment to `prod`, in the order in which it was asked for. */
  async deployments(): Promise<readonly Deployment[]> {
    const { deployments, deploymentOrder } = await stateOf(this.world.ledger);
    return deploymentOrder
      .flatMap((id: DeploymentId) => deployments[id] ?? [])
      .filter(({ environment }) => environment === PROD);
  }

  async statuses(): Promise<readonly string[]> {
    return (await this.deployments()).map(({ release, status }) => `${release} ${status}`);
  }

  /** What the last run said of a release. */
  said(release: string): Record<string, unknown> | undefined {
    return this.log.findLast((line) => line.release === releaseId(release));
  }

  private ports(act: <T>(what: () => T | Promise<T>) => Promise<T>): AutomaticPorts {
    const { world } = this;
    const { ledger } = world;
    const acting = {
      view: () => act(() => ledger.view(PROJECT)),
      events: () => act(() => ledger.events(PROJECT)),
      projects: () => act(() => ledger.projects()),
      append: (...[project, heads, draft]: Parameters<typeof ledger.append>) =>
        act(() => ledger.append(project, heads, draft)),
    };
    return {
      ledger: acting,
      recordAs: () => acting,
      now: () => world.now,
      until: new Date(Date.parse(world.now) + 13 * 60_000).toISOString() as Instant,
      actor: 'ledger/slipway-shop',
      find: ({ changeSet }) => act(() => this.find(changeSet)),
      execute: ({ changeSet }, token) => act(() => this.execute(changeSet, token)),
      observe: () => act(() => world.observe(this.stack)),
      pause: (milliseconds) => world.pass(milliseconds),
      log: (line) => this.log.push(JSON.parse(line) as Record<string, unknown>),
    };
  }

  private find(id: string): FoundChange {
    const { stack } = this;
    const found = this.changeSets.get(id);
    const { stale } = this;
    this.stale = 'nothing';
    const isUnasked = found?.executedBy === undefined || stale === 'everything';
    const isReady = found !== undefined && isUnasked && found.on === stack.template;
    const change = isReady
      ? ({ ready: true, template: templateOf(found.template) } as const)
      : ({ ready: false, why: 'the change set is OBSOLETE' } as const);
    const shown = stale === 'nothing' ? stack.status : 'UPDATE_COMPLETE';
    const status = shown === 'none' ? 'REVIEW_IN_PROGRESS' : shown;
    return { change, stack: { status, ...(stack.template && { template: templateOf(stack.template) }) } };
  }

  private execute(id: string, token: string): ReturnType<AutomaticPorts['execute']> {
    const found = this.changeSets.get(id);
    if (found?.executedBy === token) return Promise.resolve({ taken: true });
    if (this.refusal !== undefined) return Promise.resolve({ taken: false, why: this.refusal });
    if (found === undefined || found.executedBy !== undefined || found.on !== this.stack.template)
      return Promise.resolve({ taken: false, why: 'the change set is OBSOLETE' });
    found.executedBy = token;
    this.executions++;
    this.underWay.push(this.stack.deploy(found.template, this.mishaps));
    return Promise.resolve({ taken: true });
  }
}

function templateOf({ release, name, policy }: Template): string {
  const gate = { Type: 'Custom::SlipwayGate', Properties: gateProperties(release, name, policy) };
  return JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' }, Gate: gate } });
}
