import { sha256 } from '../../lib/canonical.js';
import {
  createRelease,
  type Delivery,
  type DeployMeans,
  type DeployRequest,
  type DeployResult,
  deploy,
  recordVerdict,
  requireEnvironment,
} from '../../lib/delivery/index.js';
import { type EnvironmentId, type Instant, instantAt } from '../../lib/ids.js';
import { MemoryCatalogue } from '../../lib/images/index.js';
import { MemoryLedger } from '../../lib/ledger/index.js';
import { parseManifest, selectProject, selectServiceSet } from '../../lib/manifest/index.js';
import { SlipwayError } from '../../lib/problem.js';
import type { EnvironmentState, Fact, ProjectState, Verdict } from '../../lib/promotion/index.js';
import { environmentState } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { MemoryTarget, type Place } from '../../lib/targets/index.js';
import { FakeRenderer } from './fake-renderer.js';

export const SOCKSHOP = `
project: sockshop
environments:
  - { id: dev }
  - { id: hardening, type: qa, after: [dev] }
  - { id: production, after: [hardening], require: { digests: false } }
services:
  - { id: carts, image: carts }
  - { id: carts-db, image: carts-db }
  - { id: catalogue, image: catalogue }
`;

/** The Sock Shop of the first release of the story. */
export const FIRST = ['carts=carts:0.10.1', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:1.7.0'];

const BEGIN = Date.parse('2026-11-20T09:00:00Z');

/**
 * A project with everything that is needed to deliver it, in memory, and a clock that a test moves. `goesOn` names the
 * stage whose record this one continues under another manifest.
 */
export class Stage {
  readonly ledger: MemoryLedger;
  readonly catalogue = new MemoryCatalogue();
  readonly target = new MemoryTarget();
  readonly renderer = new FakeRenderer();
  readonly delivery: Delivery;
  /** Holders that are known to be gone. */
  readonly gone = new Set<string>();
  #time: number;

  constructor(manifest = SOCKSHOP, { serviceSet, goesOn }: { serviceSet?: string; goesOn?: Stage } = {}) {
    this.ledger = goesOn?.ledger ?? new MemoryLedger();
    this.#time = goesOn === undefined ? BEGIN : Date.parse(goesOn.now());
    const project = selectProject(parseManifest(manifest, { file: 'slipway.yaml' }).manifest);
    this.delivery = {
      project,
      serviceSet: selectServiceSet(project, serviceSet),
      manifestHash: sha256(manifest),
      ledger: this.ledger,
      catalogue: this.catalogue,
      now: () => this.now(),
    };
  }

  /** A second later at every look. */
  now(): Instant {
    this.#time += 1000;
    return instantAt(this.#time);
  }

  wait(milliseconds: number): void {
    this.#time += milliseconds;
  }

  means(over: Partial<DeployMeans> = {}): DeployMeans {
    return {
      target: this.target,
      renderer: this.renderer,
      tool: 'slipway test',
      holder: 'here/1',
      leaseMs: 60_000,
      isGone: (holder) => this.gone.has(holder),
      pause: async (milliseconds) => this.wait(milliseconds),
      ...over,
    };
  }

  place(environment: string): Place {
    const { project, serviceSet } = this.delivery;
    return { project, serviceSet: serviceSet.id, environment: environment as EnvironmentId };
  }

  async release(...choices: string[]): Promise<Release> {
    return (await createRelease(this.delivery, { choices }, { actor: 'tim' })).release;
  }

  deploy(
    release: Release,
    environment = 'dev',
    means: Partial<DeployMeans> = {},
    over: Partial<DeployRequest> = {},
  ): Promise<DeployResult> {
    const request = { release, environment: environment as EnvironmentId, kind: 'deploy' as const };
    return deploy(this.delivery, { ...request, signer: { actor: 'tim' }, ...over }, this.means(means));
  }

  verdict(environment: string, verdict: Verdict = 'pass', release?: Release): ReturnType<typeof recordVerdict> {
    const { project, serviceSet } = this.delivery;
    const judgement = { environment: requireEnvironment(project, serviceSet, environment), verdict };
    const tested = release === undefined ? {} : { release: release.id };
    return recordVerdict(this.delivery, { ...judgement, ...tested }, { actor: 'sue' });
  }

  /** Deploys, and says that it passed. */
  async pass(release: Release, ...environments: string[]): Promise<void> {
    for (const environment of environments) {
      await this.deploy(release, environment);
      await this.verdict(environment);
    }
  }

  async state(): Promise<ProjectState> {
    return (await this.ledger.view(this.delivery.project.id)).state;
  }

  async in(environment: string): Promise<EnvironmentState | undefined> {
    return environmentState(await this.state(), this.delivery.serviceSet.id, environment as EnvironmentId);
  }

  async facts(): Promise<readonly Fact[]> {
    return (await this.ledger.events(this.delivery.project.id)).map(({ fact }) => fact);
  }

  async factTypes(): Promise<readonly Fact['type'][]> {
    return (await this.facts()).map(({ type }) => type);
  }
}

/** The error that something ends with. */
export async function errorOf(attempt: Promise<unknown> | (() => unknown)): Promise<SlipwayError> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
  throw new Error('it was expected to end with an error, and did not');
}

/** The codes of the problems that something ends with. */
export async function codesOf(attempt: Promise<unknown> | (() => unknown)): Promise<string[]> {
  return (await errorOf(attempt)).problems.map(({ code }) => code);
}
