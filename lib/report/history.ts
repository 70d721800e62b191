import type { EnvironmentId, ServiceSetId } from '../ids.js';
import type { Deployment, ProjectState, Verdict } from '../promotion/index.js';
import { environmentState } from '../promotion/index.js';
import { diffImages, type ImageChange, type Release } from '../release/index.js';

/** One deployment as history tells it. */
export interface HistoryEntry {
  readonly deployment: Deployment;
  readonly release: Release | undefined;
  /** What it changed against what ran before. */
  readonly changes: readonly ImageChange[];
  /** The latest evaluation of this very deployment. */
  readonly verdict: Verdict | undefined;
}

/** Deployments of a service set, newest request first. Pure. */
export function history(
  state: ProjectState,
  serviceSet: ServiceSetId,
  filter: { readonly environment?: EnvironmentId; readonly limit: number },
): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (let index = state.deploymentOrder.length - 1; index >= 0 && entries.length < filter.limit; index--) {
    const id = state.deploymentOrder[index];
    const deployment = id === undefined ? undefined : state.deployments[id];
    if (deployment === undefined || deployment.serviceSet !== serviceSet) continue;
    if (filter.environment !== undefined && deployment.environment !== filter.environment) continue;
    entries.push(entryOf(state, deployment));
  }
  return entries;
}

function entryOf(state: ProjectState, deployment: Deployment): HistoryEntry {
  const release = state.releases[deployment.release];
  const before = deployment.replaces === undefined ? undefined : state.releases[deployment.replaces];
  const here = environmentState(state, deployment.serviceSet, deployment.environment);
  const evaluation = here?.evaluations[deployment.release];
  return {
    deployment,
    release,
    changes: release === undefined ? [] : diffImages(before?.images, release.images),
    verdict: evaluation?.deployment === deployment.id ? evaluation.verdict : undefined,
  };
}
