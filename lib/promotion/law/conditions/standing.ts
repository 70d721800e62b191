import { compareInstants, type EnvironmentId, type Instant, later } from '../../../ids.js';
import type { Release } from '../../../release/model.js';
import { environmentState } from '../../state/current.js';
import { approvalsFor } from '../approvals.js';
import type { Inquiry } from '../inquiry.js';

/** How far a release got in an environment, the farthest last. */
export const STANDINGS = ['absent', 'failed', 'not-evaluated', 'warning', 'passed'] as const;

export type Standing = (typeof STANDINGS)[number];

/**
 * What became of a release in an environment; a warning counts as a pass where somebody approved this change since it was
 * recorded: who approved before did not know of it.
 */
export function standingOf(inquiry: Inquiry, environment: EnvironmentId, { id }: Pick<Release, 'id'>): Standing {
  const there = environmentState(inquiry.state, inquiry.serviceSet, environment);
  if (there === undefined || !Object.hasOwn(there.succeeded, id)) return 'absent';
  const evaluation = Object.hasOwn(there.evaluations, id) ? there.evaluations[id] : undefined;
  if (evaluation === undefined) return 'not-evaluated';
  if (evaluation.verdict === 'fail') return 'failed';
  if (evaluation.verdict === 'pass') return 'passed';
  const isLifted = () => approvalsFor(inquiry).counted.some(({ at }) => compareInstants(at, evaluation.at) >= 0);
  return id === inquiry.release && isLifted() ? 'passed' : 'warning';
}

/** Whether a release ran somewhere long enough, or from when it will have; `never` while it does not run there. */
export type Soaked = 'yes' | 'never' | { readonly from: Instant };

/** How a release soaked in an environment, healthy and without interruption. */
export function soakOf(inquiry: Inquiry, environment: EnvironmentId, { id }: Pick<Release, 'id'>): Soaked {
  const asked = (inquiry.place?.require.soakSeconds ?? 0) * 1000;
  if (asked === 0) return 'yes';
  const soaks = environmentState(inquiry.state, inquiry.serviceSet, environment)?.soaks ?? {};
  const soak = Object.hasOwn(soaks, id) ? soaks[id as keyof typeof soaks] : undefined;
  if (soak === undefined) return 'never';
  if (soak.longest >= asked) return 'yes';
  if (soak.since === undefined) return 'never';
  const from = later(soak.since, asked);
  return compareInstants(inquiry.at, from) >= 0 ? 'yes' : { from };
}
