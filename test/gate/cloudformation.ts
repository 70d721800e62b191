import { handleCustomResource } from '../../lib/gate/index.js';
import type { ArtifactKey, Instant } from '../../lib/ids.js';
import { type Ledger, MemoryLedger } from '../../lib/ledger/index.js';
import type { EventDraft, PromotionPolicy } from '../../lib/promotion/index.js';
import type { Observation } from '../../lib/targets/index.js';
import { digestOf, gateProperties, imageOf, outcomeProperties } from './place.js';

/** What a stack is to become. */
export interface Template {
  readonly release: string;
  /** Its fingerprint is made of this. */
  readonly name: string;
  /** The rules that stand in its gate. @default - those that {@link gateProperties} knows */
  readonly policy?: PromotionPolicy;
}

/** What goes otherwise than well. */
export interface Mishaps {
  /** A service fails: before it has changed, or when it has. CloudFormation turns the stack back. */
  readonly services?: 'before' | 'after';
  /** ECS turns the service back, and CloudFormation does not notice. */
  readonly breaker?: boolean;
  /** What runs cannot be seen when the end is weighed. */
  readonly blind?: boolean;
  /** The function is killed before the n-th thing that it does, once for each number, in the order of deliveries. */
  readonly kills?: readonly number[];
}

export type Answered = { readonly Status: 'SUCCESS' | 'FAILED'; readonly Reason?: string; PhysicalResourceId: string };
type Event = Readonly<Record<string, unknown>>;

/** Lambda delivers what failed twice more. */
const DELIVERIES = 3;

/** A stack with a gate, a service and an outcome, as CloudFormation leads it. */
export class SimulatedStack {
  readonly id: string;
  status = 'none';
  /** What runs, as the name of a release. */
  runs: string | undefined;
  /** What stands, and what it is becoming. */
  template: Template | undefined;
  becoming: Template | undefined;
  gate: string | undefined;
  blind = false;
  /** Every request that was ever sent, to be delivered once more. */
  readonly sent: Event[] = [];
  /** The last answers of the gate and the outcome while the stack was being turned back. */
  readonly whileTurnedBack: Answered[] = [];
  private requests = 0;

  constructor(
    private readonly world: World,
    readonly name: string,
    readonly region: string,
  ) {
    this.id = `arn:aws:cloudformation:${region}:123456789012:stack/${name}/${name}-uuid`;
  }

  /** Creates or updates the stack, and turns it back where something fails. */
  async deploy(to: Template, mishaps: Mishaps = {}): Promise<'complete' | 'rolled-back'> {
    const kills = [...(mishaps.kills ?? [])];
    const before = { template: this.template, gate: this.gate, runs: this.runs };
    const isNew = before.template === undefined;
    this.status = isNew ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
    this.becoming = to;
    const old = before.template === undefined ? {} : gateSaying(before.template);
    const properties = gateSaying(to);
    const gate = await this.request('Gate', isNew ? 'Create' : 'Update', properties, old, before.gate, kills);
    if (gate?.Status !== 'SUCCESS') return this.turnBack(before, to, false, kills);
    this.gate = gate.PhysicalResourceId;
    await this.world.between();
    if (mishaps.services === 'before') return this.turnBack(before, to, true, kills);
    if (mishaps.breaker !== true) this.runs = to.release;
    if (mishaps.services === 'after') return this.turnBack(before, to, true, kills);
    if (this.gate !== before.gate) {
      this.blind = mishaps.blind === true;
      const said = outcomeProperties(to.release, this.gate);
      const outcome = await this.request('Outcome', isNew ? 'Create' : 'Update', said, {}, 'outcome', kills);
      this.blind = false;
      if (outcome?.Status !== 'SUCCESS') return this.turnBack(before, to, true, kills);
    }
    this.template = to;
    this.becoming = undefined;
    this.status = isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    if (before.gate !== undefined && before.gate !== this.gate)
      await this.request('Gate', 'Delete', old, {}, before.gate, kills);
    this.status = isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
    return 'complete';
  }

  async delete(): Promise<void> {
    if (this.template === undefined) return;
    this.status = 'DELETE_IN_PROGRESS';
    await this.request('Outcome', 'Delete', outcomeProperties(this.template.release, this.gate ?? ''), {}, 'outcome');
    this.runs = undefined;
    const said = gateSaying(this.template);
    await this.request('Gate', 'Delete', said, {}, this.gate);
    this.status = 'DELETE_COMPLETE';
    this.template = undefined;
    this.gate = undefined;
  }

  /** Delivers a request once more that was sent before. */
  async deliverAgain(index: number): Promise<void> {
    const event = this.sent[index % Math.max(1, this.sent.length)];
    if (event !== undefined) await this.world.run(event, this, undefined);
  }

  private async turnBack(
    before: Pick<SimulatedStack, 'template' | 'gate' | 'runs'>,
    to: Template,
    passed: boolean,
    kills: number[],
  ): Promise<'rolled-back'> {
    const failed = gateSaying(to);
    this.becoming = undefined;
    if (before.template === undefined) {
      this.status = 'ROLLBACK_IN_PROGRESS';
      this.runs = undefined;
      this.whileTurnedBack.push(...some(await this.request('Gate', 'Delete', failed, {}, this.gate ?? 'x', kills)));
      this.gate = undefined;
      this.status = 'ROLLBACK_COMPLETE';
      return 'rolled-back';
    }
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const held = this.gate;
    const old = gateSaying(before.template);
    const answer = await this.request('Gate', 'Update', old, failed, held, kills);
    this.whileTurnedBack.push(...some(answer));
    if (answer !== undefined) this.gate = answer.PhysicalResourceId;
    this.runs = before.runs;
    if (passed) {
      const said = outcomeProperties(before.template.release, this.gate ?? '');
      this.whileTurnedBack.push(...some(await this.request('Outcome', 'Update', said, {}, 'outcome', kills)));
    }
    this.status = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    if (held !== undefined && held !== this.gate)
      this.whileTurnedBack.push(...some(await this.request('Gate', 'Delete', failed, {}, held, kills)));
    this.status = 'UPDATE_ROLLBACK_COMPLETE';
    return 'rolled-back';
  }

  /** The first answer to a request; undefined where every delivery was killed before it answered. */
  private async request(
    logicalId: 'Gate' | 'Outcome',
    type: 'Create' | 'Update' | 'Delete',
    properties: Event,
    old: Event,
    physicalId: string | undefined,
    kills: number[] = [],
  ): Promise<Answered | undefined> {
    const event: Event = {
      RequestType: type,
      ResponseURL: 'https://cloudformation.example.org/answer?signature=secret',
      StackId: this.id,
      RequestId: `${this.name}-${++this.requests}`,
      LogicalResourceId: logicalId,
      ResourceType: `Custom::Slipway${logicalId}`,
      ...(type === 'Create' ? {} : { PhysicalResourceId: physicalId }),
      ResourceProperties: properties,
      ...(type === 'Update' ? { OldResourceProperties: old } : {}),
    };
    this.sent.push(event);
    for (let delivery = 0; delivery < DELIVERIES; delivery++) {
      const answer = await this.world.run(event, this, kills.shift());
      if (answer !== undefined) return answer;
      await this.world.pass(60_000);
    }
    return undefined;
  }
}

function gateSaying({ release, name, policy }: Template): Event {
  return gateProperties(release, name, policy);
}

function some<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** A record, stacks, and a clock that nobody sees but those who act in it. */
export class World {
  readonly ledger: Ledger;
  readonly stacks = new Map<string, SimulatedStack>();
  /** What was logged, parsed. */
  readonly log: Record<string, unknown>[] = [];
  /** The most things that one run of the function did. */
  longest = 0;
  /** Told of everything that a function is about to record. */
  onAppend: (draft: EventDraft, by: SimulatedStack) => void = () => undefined;
  /** What happens between the gate and the services of a stack. */
  between: () => Promise<void> = async () => undefined;
  /** Put around everything that the function does: to have others do something meanwhile. */
  around: <T>(act: () => Promise<T>) => Promise<T> = (act) => act();
  private time = Date.parse('2026-11-20T09:00:00Z');

  constructor(ledger: Ledger = new MemoryLedger()) {
    this.ledger = ledger;
  }

  get now(): Instant {
    return new Date(this.time).toISOString() as Instant;
  }

  async pass(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }

  stack(name = 'shop-prod', region = 'eu-west-1'): SimulatedStack {
    const found = this.stacks.get(`${region}/${name}`) ?? new SimulatedStack(this, name, region);
    this.stacks.set(`${region}/${name}`, found);
    return found;
  }

  private byId(id: string): SimulatedStack | undefined {
    return [...this.stacks.values()].find((one) => one.id === id);
  }

  observe({ runs, blind }: SimulatedStack): Observation {
    const at = this.now;
    if (blind) return { state: 'unknown', artifacts: {}, at, message: 'ECS does not answer' };
    if (runs === undefined) return { state: 'absent', artifacts: {}, at };
    return {
      state: 'present',
      artifacts: { ['carts' as ArtifactKey]: { image: imageOf(runs), digest: digestOf(runs) } },
      at,
    };
  }

  /** Runs the function on one delivery; undefined where it was killed before it answered. */
  async run(event: unknown, stack: SimulatedStack, killBefore: number | undefined): Promise<Answered | undefined> {
    let answered: Answered | undefined;
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
      this.time += 100;
      return this.around(async () => what());
    };
    const { ledger } = this;
    const running = handleCustomResource(event, {
      ledger: {
        view: (project) => act(() => ledger.view(project)),
        events: (project) => act(() => ledger.events(project)),
        projects: () => act(() => ledger.projects()),
        append: (project, heads, draft) =>
          act(async () => {
            const recorded = await ledger.append(project, heads, draft);
            if (recorded !== undefined) this.onAppend(draft, stack);
            return recorded;
          }),
      },
      now: () => this.now,
      until: new Date(this.time + 13 * 60_000).toISOString() as Instant,
      stackStatus: (id) => act(() => this.byId(id)?.status ?? 'none'),
      physicalId: (id) => act(() => this.byId(id)?.gate),
      observe: () => act(() => this.observe(stack)),
      pause: (wait) => this.pass(wait),
      put: (_, text) =>
        act(() => {
          answered ??= JSON.parse(text) as Answered;
          return 200;
        }),
      log: (line) => this.log.push(JSON.parse(line) as Record<string, unknown>),
    });
    await Promise.race([running, killed]);
    this.longest = Math.max(this.longest, done);
    return answered;
  }
}
