import type {
  ArtifactKey,
  ContainerId,
  DeploymentId,
  EnvironmentId,
  Instant,
  ProjectId,
  ReleaseId,
  ServiceId,
  ServiceSetId,
} from '../../lib/ids.js';
import type { Environment, Project, Service } from '../../lib/manifest/model.js';
import {
  type Decision,
  type DeploymentKind,
  type DeploymentRequested,
  decide,
  type Fact,
  fold,
  type LedgerEvent,
  type Outcome,
  type ProjectState,
  type Question,
  sealEvent,
  type Verdict,
} from '../../lib/promotion/index.js';

export const PROJECT = 'sockshop' as ProjectId;
export const SET = 'main' as ServiceSetId;
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export function minute(minutes: number): Instant {
  return new Date(Date.parse('2026-11-20T00:00:00Z') + minutes * 60_000).toISOString() as Instant;
}

export function environment(id: string, change: Partial<Environment> = {}): Environment {
  return {
    id: id as EnvironmentId,
    name: id,
    type: id,
    after: [],
    promote: 'manual',
    require: { digests: false, unsupported: [] },
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

function service(id: string): Service {
  const container = { id: id as ContainerId, artifact: id as ArtifactKey, settings: {} };
  return { id: id as ServiceId, name: id, containers: [container], connects: [], dependsOn: [], settings: {} };
}

/** A project of the given environments, with services `carts` and `carts-db` in one set. */
export function project(environments: readonly Environment[], services = ['carts', 'carts-db']): Project {
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
        services: services.map(service),
      },
    ],
  };
}

export const SOCKSHOP = project([
  environment('dev'),
  environment('hardening', after('dev')),
  environment('production', { ...after('hardening'), require: { digests: true, unsupported: [] } }),
]);

/** Tells what happened, one event after the other, a minute each, and asks what follows from it. */
export class Story {
  readonly events: LedgerEvent[] = [];
  private deployments = 0;
  private fences = new Map<string, number>();

  constructor(readonly project: Project = SOCKSHOP) {}

  get state(): ProjectState {
    return fold(PROJECT, this.events);
  }

  get now(): Instant {
    return minute(this.events.length);
  }

  tell(fact: Fact): this {
    const before = this.events.at(-1);
    const draft = { at: this.now, actor: 'tim@example.org', fact };
    this.events.push(sealEvent(PROJECT, draft, before === undefined ? [] : [before]));
    return this;
  }

  /** A release `rel-<name>`; by default it covers `carts` and `carts-db`, pinned. */
  release(
    name: string,
    images: Readonly<Record<string, string | undefined>> = { carts: DIGEST, 'carts-db': DIGEST },
  ): this {
    const number = this.state.lastNumber + 1;
    return this.tell({
      type: 'release.created',
      release: {
        id: id(name),
        number,
        project: PROJECT,
        serviceSet: SET,
        description: name,
        images: Object.fromEntries(
          Object.entries(images).map(([artifact, digest]) => [
            artifact,
            {
              image: `docker.io/example/${artifact}:${name}`,
              ...(digest === undefined ? {} : { digest: digest as never }),
            },
          ]),
        ),
        sources: {},
      },
    });
  }

  /** Requests a deployment and returns its id. Its lease ends an hour later. */
  request(name: string, where: string, fence?: number, more: Partial<DeploymentRequested> = {}): DeploymentId {
    const deployment = `dep-${++this.deployments}` as DeploymentId;
    const given = fence ?? (this.fences.get(where) ?? 0) + 1;
    this.fences.set(where, Math.max(given, this.fences.get(where) ?? 0));
    this.tell({
      type: 'deployment.requested',
      deployment,
      serviceSet: SET,
      environment: where as EnvironmentId,
      release: id(name),
      kind: 'deploy',
      target: 'memory',
      lease: { holder: 'host/1', fence: given, expires: minute(this.events.length + 60) },
      hashes: { manifest: '', template: '', preview: '' },
      tool: 'slipway',
      ...more,
    });
    return deployment;
  }

  resume(deployment: DeploymentId, fence: number): this {
    const lease = { holder: 'host/2', fence, expires: minute(this.events.length + 60) };
    return this.tell({ type: 'deployment.resumed', deployment, lease });
  }

  finish(deployment: DeploymentId, fence: number, outcome: Outcome = 'succeeded'): this {
    return this.tell({ type: 'deployment.finished', deployment, fence, outcome, artifacts: {} });
  }

  verdict(name: string, where: string, deployment: DeploymentId, verdict: Verdict): this {
    return this.tell({
      type: 'verdict.recorded',
      serviceSet: SET,
      environment: where as EnvironmentId,
      release: id(name),
      deployment,
      verdict,
    });
  }

  /** A deployment from request to success, and the verdict on it where one is given. */
  deployed(name: string, where: string, verdict?: Verdict): this {
    const deployment = this.request(name, where);
    this.finish(deployment, this.fences.get(where) ?? 0);
    return verdict === undefined ? this : this.verdict(name, where, deployment, verdict);
  }

  /** A rollback that succeeded. */
  rolledBack(name: string, replaces: string, where: string): this {
    const deployment = this.request(name, where, undefined, { kind: 'rollback', replaces: id(replaces) });
    return this.finish(deployment, this.fences.get(where) ?? 0);
  }

  ask(name: string, where: string, kind: DeploymentKind = 'deploy', more: Partial<Question> = {}): Decision {
    return decide({
      project: this.project,
      state: this.state,
      serviceSet: SET,
      environment: where as EnvironmentId,
      release: id(name),
      kind,
      at: this.now,
      ...more,
    });
  }

  /** The codes of what stands in the way. */
  reasons(name: string, where: string, kind?: DeploymentKind, more?: Partial<Question>): readonly string[] {
    return this.ask(name, where, kind, more).reasons.map(({ code }) => code);
  }
}

export function id(name: string): ReleaseId {
  return `rel-${name}` as ReleaseId;
}
