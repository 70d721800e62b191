import { sha256 } from '../../lib/canonical.js';
import {
  type ArtifactKey,
  type ContainerId,
  type DeploymentId,
  type Digest,
  type EnvironmentId,
  type Instant,
  instantAt,
  later,
  type ProjectId,
  type ReleaseId,
  type ServiceId,
  type ServiceSetId,
} from '../../lib/ids.js';
import type { Environment, Project, Service } from '../../lib/manifest/model.js';
import {
  type AutomaticPromotion,
  automaticPromotions,
  type ChangeIdentity,
  type ChangeParts,
  changeIdentity,
  currentDeployment,
  type Decision,
  type DeploymentKind,
  type DeploymentRequested,
  decide,
  type Fact,
  type FreezeSet,
  fold,
  type LedgerEvent,
  type Outcome,
  type ProjectState,
  type Question,
  rollbackTarget,
  sealEvent,
  type Verdict,
} from '../../lib/promotion/index.js';

export const PROJECT = 'sockshop' as ProjectId;
export const SET = 'main' as ServiceSetId;
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export function minute(minutes: number): Instant {
  return instantAt(Date.parse('2026-11-20T00:00:00Z') + minutes * 60_000);
}

export function environment(id: string, change: Partial<Environment> = {}): Environment {
  return {
    id: id as EnvironmentId,
    name: id,
    type: id,
    after: [],
    promote: 'manual',
    require: { digests: false },
    aws: {},
    network: {},
    defaults: {},
    overrides: {},
    ...change,
  };
}

export function after(...ids: readonly string[]): Pick<Environment, 'after'> {
  return { after: ids as readonly EnvironmentId[] };
}

function service(id: string, connects: readonly string[] = []): Service {
  const container = { id: id as ContainerId, artifact: id as ArtifactKey, settings: {} };
  return {
    id: id as ServiceId,
    name: id,
    containers: [container],
    connects: connects as readonly ServiceId[],
    dependsOn: [],
    settings: {},
  };
}

/** A project of the given environments, with services `carts` and `carts-db` in one set. */
export function project(
  environments: readonly Environment[],
  services = ['carts', 'carts-db'],
  connects: Readonly<Record<string, readonly string[]>> = {},
): Project {
  return {
    id: PROJECT,
    name: 'Sock Shop',
    format: 'slipway',
    aws: {},
    environments,
    serviceSets: [
      {
        id: SET,
        name: 'main',
        implied: true,
        environments: environments.map(({ id }) => id),
        clusters: {},
        services: services.map((name) => service(name, connects[name])),
      },
    ],
  };
}

export const SOCKSHOP = project([
  environment('dev'),
  environment('hardening', after('dev')),
  environment('production', { ...after('hardening'), require: { digests: true } }),
]);

/** `hardening`, and `production` after it with the given requirements. */
export function production(require: Partial<Environment['require']>, more: Partial<Environment> = {}): Project {
  return project([
    environment('hardening'),
    environment('production', { ...after('hardening'), require: { digests: false, ...require }, ...more }),
  ]);
}

/** Who decides something, and why; by default Tim, for no reason. */
export interface Who {
  readonly by?: string;
  readonly reason?: string;
}

/** Tells what happened, one event after the other, a minute each, and asks what follows from it. */
export class Story {
  readonly events: LedgerEvent[] = [];
  private deployments = 0;
  private fences = new Map<string, number>();
  private clock = minute(0);
  private stack = 'stack';

  /** @param step how many milliseconds pass after each event */
  constructor(
    readonly project: Project = SOCKSHOP,
    private readonly step = 60_000,
  ) {}

  get state(): ProjectState {
    return fold(PROJECT, this.events);
  }

  get now(): Instant {
    return this.clock;
  }

  /** What happens next happens at this instant. */
  at(instant: Instant): this {
    this.clock = instant;
    return this;
  }

  /** What happens next happens so many minutes later. */
  wait(minutes: number): this {
    return this.at(later(this.clock, minutes * 60_000));
  }

  tell(fact: Fact, { by = 'tim@example.org', reason }: Who = {}): this {
    const before = this.events.at(-1);
    const draft = { at: this.now, actor: by, fact, ...(reason === undefined ? {} : { reason }) };
    this.events.push(sealEvent(PROJECT, draft, before === undefined ? [] : [before]));
    return this.at(later(this.clock, this.step));
  }

  /** A release `rel-<name>`; by default it covers `carts` and `carts-db`, pinned. */
  release(
    name: string,
    images: Readonly<Record<string, string | undefined>> = { carts: DIGEST, 'carts-db': DIGEST },
    who: Who = {},
  ): this {
    const released = Object.entries(images).map(([artifact, digest]) => {
      const image = `docker.io/example/${artifact}:${name}`;
      return [artifact, digest === undefined ? { image } : { image, digest }];
    });
    const number = this.state.lastNumber + 1;
    const about = { id: id(name), number, project: PROJECT, serviceSet: SET, description: name, sources: {} };
    return this.tell({ type: 'release.created', release: { ...about, images: Object.fromEntries(released) } }, who);
  }

  /** A release that has a version of each service, pinned; the same version is the same image. */
  combine(name: string, versions: Readonly<Record<string, number>>): this {
    const digests = Object.entries(versions).map(([artifact, version]) => [artifact, digestOf(artifact, version)]);
    return this.release(name, Object.fromEntries(digests));
  }

  /** Requests a deployment and returns its id. Its lease ends an hour later. */
  request(name: string, where: string, fence?: number, more: Partial<DeploymentRequested> & Who = {}): DeploymentId {
    const deployment = `dep-${++this.deployments}` as DeploymentId;
    const given = fence ?? (this.fences.get(where) ?? 0) + 1;
    this.fences.set(where, Math.max(given, this.fences.get(where) ?? 0));
    const { by, reason, ...facts } = more;
    const change = this.change(name, where);
    const who = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
    const fact: DeploymentRequested = {
      type: 'deployment.requested',
      deployment,
      serviceSet: SET,
      environment: where as EnvironmentId,
      release: id(name),
      kind: 'deploy',
      target: 'memory',
      lease: { holder: 'host/1', fence: given, expires: later(this.clock, 60 * 60_000) },
      hashes: { manifest: '', template: change.parts.after, preview: change.hash },
      tool: 'slipway',
      ...facts,
    };
    this.tell(fact, who);
    return deployment;
  }

  resume(deployment: DeploymentId, fence: number): this {
    const lease = { holder: 'host/2', fence, expires: later(this.clock, 60 * 60_000) };
    return this.tell({ type: 'deployment.resumed', deployment, lease });
  }

  finish(deployment: DeploymentId, fence: number, outcome: Outcome = 'succeeded'): this {
    return this.tell({ type: 'deployment.finished', deployment, fence, outcome, artifacts: {} });
  }

  verdict(name: string, where: string, deployment: DeploymentId, verdict: Verdict): this {
    return this.tell({ type: 'verdict.recorded', ...there(where), release: id(name), deployment, verdict });
  }

  /** A verdict on what runs. */
  judge(where: string, verdict: Verdict): this {
    const runs = this.running(where);
    if (runs === undefined) throw new Error(`nothing runs in ${where}`);
    return this.tell({
      type: 'verdict.recorded',
      ...there(where),
      release: runs.release,
      deployment: runs.id,
      verdict,
    });
  }

  /** A deployment from request to its end, and the verdict on it where one is given. */
  deployed(name: string, where: string, verdict?: Verdict, more: Partial<DeploymentRequested> & Who = {}): this {
    this.end(this.request(name, where, undefined, more), where);
    return verdict === undefined ? this : this.judge(where, verdict);
  }

  /** A deployment that ends otherwise than it should. */
  attempted(name: string, where: string, outcome: Outcome, more: Partial<DeploymentRequested> & Who = {}): this {
    return this.end(this.request(name, where, undefined, more), where, outcome);
  }

  /** Ends a deployment under the last lease of its environment. */
  end(deployment: DeploymentId, where: string, outcome?: Outcome): this {
    return this.finish(deployment, this.fences.get(where) ?? 0, outcome);
  }

  /** A rollback that succeeded. */
  rolledBack(name: string, replaces: string, where: string): this {
    return this.deployed(name, where, undefined, { kind: 'rollback', replaces: id(replaces) });
  }

  /** Approves the change as it would be now, or the one that is given. */
  approve(name: string, where: string, who: Who & { readonly change?: ChangeIdentity } = {}): this {
    const { hash, parts } = who.change ?? this.change(name, where);
    return this.tell({ type: 'approval.granted', change: parts, preview: hash }, who);
  }

  /** Freezes an environment, or the project where none is given. */
  freeze(where?: string, more: Partial<Pick<FreezeSet, 'from' | 'until' | 'rollbacks'>> & Who = {}): this {
    const { by, reason, ...about } = more;
    const scope = where === undefined ? {} : { environment: where as EnvironmentId };
    const who = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
    return this.tell({ type: 'freeze.set', ...scope, rollbacks: 'allowed', ...about }, who);
  }

  unfreeze(where?: string, planned = false): this {
    const scope = where === undefined ? {} : { environment: where as EnvironmentId };
    return this.tell({ type: 'freeze.lifted', ...scope, planned });
  }

  hold(name: string, where: string, who: Who = {}): this {
    return this.tell({ type: 'hold.set', ...there(where), release: id(name) }, who);
  }

  unhold(where: string): this {
    return this.tell({ type: 'hold.lifted', ...there(where) });
  }

  block(image: string, digest?: string, who: Who = {}): this {
    return this.tell({ type: 'block.set', image, ...(digest && { digest: digest as Digest }) }, who);
  }

  unblock(image: string, digest?: string): this {
    return this.tell({ type: 'block.lifted', image, ...(digest && { digest: digest as Digest }) });
  }

  breakGlass(name: string, where: string, expires: Instant, who: Who = {}): this {
    return this.tell({ type: 'glass.broken', ...there(where), release: id(name), expires }, who);
  }

  unhealthy(name: string, where: string): this {
    return this.tell({ type: 'health.recorded', ...there(where), release: id(name), healthy: false });
  }

  healthy(name: string, where: string): this {
    return this.tell({ type: 'health.recorded', ...there(where), release: id(name), healthy: true });
  }

  /** From now on stacks are rendered from another manifest. */
  manifest(text: string): this {
    this.stack = text;
    return this;
  }

  /** What deploying a release would change now. */
  change(name: string, where: string, over: Partial<ChangeParts> = {}): ChangeIdentity {
    const runs = this.running(where);
    return changeIdentity({
      ...there(where),
      release: id(name),
      ...(runs === undefined ? {} : { replaces: runs.release, before: runs.hashes.template }),
      after: sha256(`${name} ${this.stack}`),
      ...over,
    });
  }

  ask(name: string, where: string, kind: DeploymentKind = 'deploy', more: Partial<Question> = {}): Decision {
    return decide({
      project: this.project,
      state: this.state,
      ...there(where),
      release: id(name),
      kind,
      at: this.now,
      ...more,
    });
  }

  /** Asks as whoever acts does, who knows what exactly would change. */
  mayGo(name: string, where: string, more: Partial<Question> = {}): Decision {
    return this.ask(name, where, 'deploy', { change: this.change(name, where), ...more });
  }

  /** The codes of what stands in the way. */
  reasons(name: string, where: string, kind?: DeploymentKind, more?: Partial<Question>): readonly string[] {
    return this.ask(name, where, kind, more).reasons.map(({ code }) => code);
  }

  /** What follows by itself now. */
  automatic(at = this.now): readonly AutomaticPromotion[] {
    return automaticPromotions({ project: this.project, state: this.state, serviceSet: SET, at });
  }

  private running(where: string) {
    return currentDeployment(this.state, SET, where as EnvironmentId);
  }
}

export function id(name: string): ReleaseId {
  return `rel-${name}` as ReleaseId;
}

/** Where a rollback goes that names no release. */
export function rollbackTargetOf({ state }: Story, where: string): ReleaseId | undefined {
  return rollbackTarget(state, SET, where as EnvironmentId);
}

/** The digest of a version of a service's image. */
export function digestOf(artifact: string, version: number): Digest {
  return `sha256:${sha256(`${artifact}:${version}`)}` as Digest;
}

function there(where: string) {
  return { serviceSet: SET, environment: where as EnvironmentId };
}
