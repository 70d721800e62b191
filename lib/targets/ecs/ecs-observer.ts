import type { ECS, Task } from '@aws-sdk/client-ecs';
import type { Lazily } from '../../aws/index.js';
import type { ArtifactKey, Instant } from '../../ids.js';
import { serviceStatus } from '../rollout.js';
import type { Observation, ObservedArtifact } from '../target.js';
import { EcsCalls } from './ecs-calls.js';
import { serviceNotes, stoppedNotes } from './service-notes.js';
import {
  changingMessage,
  type Described,
  failedTasks,
  foreignMessage,
  hasFailed,
  hasTasks,
  isChanging,
  isForeign,
  isGone,
  isKnown,
  isSettledAside,
  isUnwell,
} from './service-state.js';
import { serviceName, type WatchedService } from './watched-service.js';
import { wentBack } from './went-back.js';
import { whatIsDefined, whatTasksRun } from './what-runs.js';

/** What is known beforehand of the services that are looked at. */
export interface Suspicion {
  /** Something failed there, so that the tasks that stopped are worth looking at. @default false */
  readonly failed?: boolean;
}

/** What one service runs; `changing` where that is not what it will run. */
type Runs = ReadonlyMap<ArtifactKey, ObservedArtifact> | 'changing' | 'unknown';

/**
 * Sees which digests the tasks of ECS services run. As long as a rollout goes on a look costs one call for ten services;
 * the tasks are looked at once all are settled, and at the first look.
 */
export class EcsObserver {
  readonly #calls: EcsCalls;
  /** The clusters that were looked at before. */
  readonly #seen = new Set<string>();
  /** Tasks that stopped, by cluster, and the failures that they explain. */
  readonly #stopped = new Map<string, { readonly failures: string; readonly tasks: readonly Task[] }>();

  constructor(ecs: Lazily<ECS>) {
    this.#calls = new EcsCalls(ecs);
  }

  /**
   * Looks at services of one cluster. Whatever keeps ECS from telling makes the observation `unknown`, and says why.
   *
   * @param cluster its name or ARN
   */
  async observe(
    cluster: string,
    services: readonly WatchedService[],
    at: Instant,
    suspicion: Suspicion = {},
  ): Promise<Observation> {
    if (services.length === 0) return { state: 'present', artifacts: {}, at };
    try {
      return await this.#look(cluster, services, at, suspicion);
    } catch (error) {
      const why = error instanceof Error ? error.message || error.name : String(error);
      const message = `ECS does not tell what runs in cluster ${cluster}: ${why}`;
      return { state: 'unknown', artifacts: {}, at, message };
    }
  }

  async #look(
    cluster: string,
    services: readonly WatchedService[],
    at: Instant,
    { failed = false }: Suspicion,
  ): Promise<Observation> {
    const { found, missing } = await this.#calls.services(cluster, services);
    const described = services.flatMap((watched): Described[] => {
      const service = found.get(watched.arn);
      return service === undefined ? [] : [{ watched, service }];
    });
    const foreign = described.filter(isForeign);
    if (foreign.length > 0) return { state: 'unknown', artifacts: {}, at, message: foreignMessage(foreign) };
    const changing = described.filter(isChanging);
    const runs = await this.#whatRuns(cluster, described, changing.length === 0);
    const back = changing.length === 0 ? await this.#goneBack(cluster, described) : new Set<WatchedService>();
    const artifacts = services
      .filter(({ arn }) => !missing.has(arn))
      .flatMap((watched) => artifactsOf(watched, runs.get(watched) ?? 'unknown', back.has(watched)));
    const notes = [
      ...services.filter(({ arn }) => missing.has(arn)).map(({ id, arn }) => `${id}: ECS has no service ${arn}`),
      ...(await this.#notes(cluster, described, failed)),
    ];
    return {
      state: 'present',
      artifacts: Object.fromEntries(artifacts),
      at,
      ...(changing.length === 0 ? {} : { message: changingMessage(changing) }),
      ...(notes.length === 0 ? {} : { notes }),
    };
  }

  async #whatRuns(
    cluster: string,
    described: readonly Described[],
    settled: boolean,
  ): Promise<ReadonlyMap<WatchedService, Runs>> {
    const runs = new Map<WatchedService, Runs>();
    const looked = this.#seen.has(cluster);
    this.#seen.add(cluster);
    const settledOnes = described.filter((one) => !isChanging(one) && isKnown(one));
    const tasks = settled || !looked ? await this.#tasksOf(cluster, settledOnes.filter(hasTasks)) : undefined;
    for (const one of described.filter(isChanging)) runs.set(one.watched, 'changing');
    for (const one of settledOnes) runs.set(one.watched, await this.#runsOf(one, tasks));
    return runs;
  }

  async #tasksOf(cluster: string, described: readonly Described[]): Promise<readonly Task[]> {
    if (described.length === 0) return [];
    const expected = described.reduce((sum, { service }) => sum + (service.runningCount ?? 0), 0);
    const watched = described.map((one) => one.watched);
    return this.#calls.runningTasks(cluster, watched, expected);
  }

  /** `tasks` undefined: they were not looked at. */
  async #runsOf(one: Described, tasks: readonly Task[] | undefined): Promise<Runs> {
    if (tasks === undefined) return 'unknown';
    const { watched, service } = one;
    if (isGone(one)) return new Map();
    if (!hasTasks(one)) {
      const { taskDefinition } = service;
      if (taskDefinition === undefined) return 'unknown';
      return whatIsDefined(watched, await this.#calls.containersOf(taskDefinition));
    }
    const own = tasks.filter(({ group }) => group === `service:${serviceName(watched)}`);
    // Fewer than there should be: some stopped in between, or are still to come. One that ECS gave up may have any number.
    const { desiredCount = 0, runningCount = 0 } = service;
    const all = own.length >= Math.max(desiredCount, runningCount) || serviceStatus(service) === 'FAILED';
    return all ? whatTasksRun(watched, own) : 'changing';
  }

  async #goneBack(cluster: string, described: readonly Described[]): Promise<ReadonlySet<WatchedService>> {
    const back = new Set<WatchedService>();
    for (const { watched, service } of described.filter(isSettledAside)) {
      const newest = await this.#calls.newestDeployment(cluster, watched);
      if (wentBack(service, watched, newest)) back.add(watched);
    }
    return back;
  }

  async #notes(cluster: string, described: readonly Described[], failed: boolean): Promise<readonly string[]> {
    const failures = new Set(described.filter((one) => failed || hasFailed(one)));
    const stopped = await this.#stoppedTasks(cluster, [...failures]);
    return described
      .filter((one) => failed || isUnwell(one))
      .flatMap((one) => [
        ...serviceNotes(one.watched, one.service, !isUnwell(one)),
        ...(failures.has(one) ? stoppedNotes(one.watched, stopped) : []),
      ]);
  }

  /** Asked again only when more has failed since; never worth failing for. */
  async #stoppedTasks(cluster: string, failures: readonly Described[]): Promise<readonly Task[]> {
    if (failures.length === 0) return [];
    const count = failures.map((one) => `${one.watched.arn} ${failedTasks(one)}`).join();
    const known = this.#stopped.get(cluster);
    if (known?.failures === count) return known.tasks;
    try {
      const tasks = await this.#calls.stoppedTasks(cluster);
      this.#stopped.set(cluster, { failures: count, tasks });
      return tasks;
    } catch {
      return [];
    }
  }
}

/** A service that went back is told as such even for artifacts of which nothing runs any more. */
function artifactsOf(watched: WatchedService, runs: Runs, wentBack: boolean): [ArtifactKey, ObservedArtifact][] {
  if (runs === 'changing') return watched.containers.map(({ artifact }) => [artifact, { phase: 'changing' }]);
  const known = runs === 'unknown' ? new Map(watched.containers.map(({ artifact }) => [artifact, {}])) : runs;
  if (!wentBack) return [...known];
  return watched.containers.map(({ artifact }) => [artifact, { ...known.get(artifact), phase: 'rolled-back' }]);
}
