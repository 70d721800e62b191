import type { DeploymentId, ReleaseId } from '../ids.js';
import type { Release } from '../release/model.js';
import { EnvironmentBuilder } from './environment-builder.js';
import type {
  DeploymentFinished,
  DeploymentRequested,
  DeploymentResumed,
  LedgerEvent,
  ReleaseCreated,
  VerdictRecorded,
} from './events.js';
import { type Deployment, type EnvironmentKey, environmentKey, type ProjectState } from './state.js';
import { emptyRows, Table } from './table.js';

/**
 * Folds events into a state, one after the other, at a cost that does not grow with what was folded before. The rules
 * are told at `fold`, which is the way to use it for a whole record.
 */
export class StateBuilder {
  private readonly releases: Table<ReleaseId, Release>;
  private readonly deployments: Table<DeploymentId, Deployment>;
  private readonly deploymentOrder: DeploymentId[];
  private readonly environments = new Map<EnvironmentKey, EnvironmentBuilder>();
  private lastNumber: number;

  /**
   * @param begin the state to go on from
   * @param ownership `given`: nobody else uses `begin` any more, and it may be changed in place
   */
  constructor(
    private readonly begin: ProjectState,
    ownership: 'shared' | 'given' = 'shared',
  ) {
    this.releases = new Table(begin.releases, ownership);
    this.deployments = new Table(begin.deployments, ownership);
    this.deploymentOrder = [...begin.deploymentOrder];
    for (const [key, environment] of Object.entries(begin.environments))
      this.environments.set(key as EnvironmentKey, new EnvironmentBuilder(environment, ownership));
    this.lastNumber = begin.lastNumber;
  }

  apply(event: LedgerEvent): this {
    const { fact } = event;
    switch (fact.type) {
      case 'release.created':
        this.create(event, fact);
        break;
      case 'deployment.requested':
        this.request(event, fact);
        break;
      case 'deployment.resumed':
        this.resume(fact);
        break;
      case 'deployment.finished':
        this.finish(event, fact);
        break;
      case 'verdict.recorded':
        this.evaluate(event, fact);
        break;
    }
    return this;
  }

  /** The state as it is now. Later events do not change what was returned. */
  state(): ProjectState {
    const environments = emptyRows<EnvironmentKey, ReturnType<EnvironmentBuilder['show']>>();
    for (const [key, environment] of this.environments) environments[key] = environment.show();
    return Object.freeze({
      project: this.begin.project,
      releases: this.releases.show(),
      deployments: this.deployments.show(),
      deploymentOrder: Object.freeze([...this.deploymentOrder]),
      environments: Object.freeze(environments),
      lastNumber: this.lastNumber,
    });
  }

  private create({ at, actor }: LedgerEvent, { release }: ReleaseCreated): void {
    this.lastNumber = Math.max(this.lastNumber, release.number);
    if (this.releases.get(release.id) === undefined)
      this.releases.set(release.id, Object.freeze({ ...release, created: at, actor }));
  }

  private request({ at, actor, reason }: LedgerEvent, fact: DeploymentRequested): void {
    if (this.deployments.get(fact.deployment) !== undefined) return;
    const { deployment: id, lease, replaces } = fact;
    // Member by member: for tens of thousands of events that is several times as fast as taking the rest.
    const requested: Deployment = {
      id,
      serviceSet: fact.serviceSet,
      environment: fact.environment,
      release: fact.release,
      kind: fact.kind,
      ...(replaces === undefined ? undefined : { replaces }),
      target: fact.target,
      actor,
      ...(reason === undefined ? undefined : { reason }),
      requestedAt: at,
      hashes: fact.hashes,
      tool: fact.tool,
      fence: lease.fence,
      status: 'ongoing',
    };
    const here = this.environment(requested);
    const holder = here.ongoing;
    const yields = holder !== undefined && lease.fence < holder.lease.fence;
    this.put(yields ? { ...requested, supersededBy: holder.deployment } : requested);
    this.deploymentOrder.push(id);
    if (yields) return;
    this.supersede(holder, id, lease.fence);
    here.occupy(id, lease);
  }

  private resume({ deployment: id, lease }: DeploymentResumed): void {
    const deployment = this.deployments.get(id);
    if (deployment?.status !== 'ongoing' || lease.fence <= deployment.fence) return;
    const here = this.environment(deployment);
    const holder = here.ongoing;
    if (holder !== undefined && lease.fence < holder.lease.fence) {
      this.put({ ...deployment, fence: lease.fence });
      return;
    }
    const { supersededBy: _, ...regained } = deployment;
    this.put({ ...regained, fence: lease.fence });
    if (holder?.deployment !== id) this.supersede(holder, id, lease.fence);
    here.occupy(id, lease);
  }

  private finish({ at }: LedgerEvent, fact: DeploymentFinished): void {
    const deployment = this.deployments.get(fact.deployment);
    if (deployment?.status !== 'ongoing' || fact.fence !== deployment.fence) return;
    const { outcome, artifacts, message } = fact;
    this.put({
      ...deployment,
      status: outcome,
      finishedAt: at,
      ...(message === undefined ? {} : { message }),
      artifacts,
    });
    const here = this.environment(deployment);
    here.leave(deployment.id);
    if (outcome === 'succeeded' && deployment.supersededBy === undefined)
      here.succeed(deployment.id, deployment.release, at);
  }

  private evaluate({ at, actor }: LedgerEvent, fact: VerdictRecorded): void {
    const { release, deployment: id, verdict, evidence } = fact;
    const deployment = this.deployments.get(id);
    if (deployment?.status !== 'succeeded' || deployment.supersededBy !== undefined) return;
    if (deployment.release !== release || keyOf(deployment) !== keyOf(fact)) return;
    this.environment(deployment).evaluate({
      release,
      deployment: id,
      verdict,
      at,
      actor,
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  private supersede(holder: EnvironmentBuilder['ongoing'], by: DeploymentId, fence: number): void {
    const deployment = holder === undefined ? undefined : this.deployments.get(holder.deployment);
    if (holder !== undefined && deployment !== undefined && fence > holder.lease.fence)
      this.put({ ...deployment, supersededBy: by });
  }

  private put(deployment: Deployment): void {
    this.deployments.set(deployment.id, Object.freeze(deployment));
  }

  private environment(place: Pick<Deployment, 'serviceSet' | 'environment'>): EnvironmentBuilder {
    const key = keyOf(place);
    const found = this.environments.get(key);
    if (found !== undefined) return found;
    const made = new EnvironmentBuilder(undefined, 'given');
    this.environments.set(key, made);
    return made;
  }
}

function keyOf(place: Pick<Deployment, 'serviceSet' | 'environment'>): EnvironmentKey {
  return environmentKey(place.serviceSet, place.environment);
}
