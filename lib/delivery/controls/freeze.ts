import { compareInstants, type EnvironmentId, type Instant } from '../../ids.js';
import { type Recording, record } from '../../ledger/index.js';
import { SlipwayError } from '../../problem.js';
import type { EventDraft, Freeze, ProjectState } from '../../promotion/index.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';

/** What is not to change, and for how long. */
export interface FreezeWish {
  /** @default - every environment of the project */
  readonly environment?: EnvironmentId | undefined;
  /** @default - now */
  readonly from?: Instant | undefined;
  /** The first instant at which it holds no more. @default - until it is lifted */
  readonly until?: Instant | undefined;
  readonly rollbacks: Freeze['rollbacks'];
}

/** Which freezes are to be lifted. */
export interface Thaw {
  /** @default - those of the whole project; those of single environments stay */
  readonly environment?: EnvironmentId | undefined;
  /** Those still to come as well. */
  readonly planned: boolean;
}

/** What freezes are recorded with: they are of a project, whatever service set is meant. */
export type OfProject = Pick<Delivery, 'project' | 'ledger' | 'now'>;

/**
 * Freezes an environment, or a whole project; nothing is recorded where that very freeze stands already.
 *
 * @throws SlipwayError `input` with `EmptyFreeze` where it would never hold
 */
export async function freeze(
  { project, ledger, now }: OfProject,
  wish: FreezeWish,
  signer: Signer,
): Promise<Recording> {
  return record(ledger, project.id, ({ state }) => freezing(state, wish, signer, now()));
}

/** Lifts freezes; nothing is recorded where there are none to lift. */
export async function unfreeze({ project, ledger, now }: OfProject, thaw: Thaw, signer: Signer): Promise<Recording> {
  return record(ledger, project.id, ({ state }) => thawing(state, thaw, signer, now()));
}

/**
 * What to record for a freeze, or undefined where it stands already. A freeze that is told for another reason is
 * another one. Pure.
 */
export function freezing(state: ProjectState, wish: FreezeWish, signer: Signer, at: Instant): EventDraft | undefined {
  assertHoldsOnce(wish, at);
  const { environment, from, until, rollbacks } = wish;
  if (state.freezes.some((standing) => isSameFreeze(standing, wish, signer, at))) return undefined;
  return sign(signer, at, {
    type: 'freeze.set',
    ...(environment === undefined ? {} : { environment }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    rollbacks,
  });
}

/** What to record to lift freezes, or undefined where there are none. Pure. */
export function thawing(state: ProjectState, thaw: Thaw, signer: Signer, at: Instant): EventDraft | undefined {
  const { environment, planned } = thaw;
  if (thawed(state, thaw, at).length === 0) return undefined;
  return sign(signer, at, { type: 'freeze.lifted', ...(environment === undefined ? {} : { environment }), planned });
}

/** The freezes that would be lifted: those of exactly that scope that are not over. */
export function thawed(
  { freezes }: Pick<ProjectState, 'freezes'>,
  { environment, planned }: Thaw,
  at: Instant,
): readonly Freeze[] {
  return freezes.filter(
    (one) => one.environment === environment && !isOver(one, at) && (planned || compareInstants(one.from, at) <= 0),
  );
}

/** Freezes that stand in the way of an environment, now or later, beside those that were lifted; of a project all. */
export function standingFreezes(
  { freezes }: Pick<ProjectState, 'freezes'>,
  environment: EnvironmentId | undefined,
  at: Instant,
): readonly Freeze[] {
  return freezes.filter(
    (one) =>
      !isOver(one, at) &&
      (environment === undefined || one.environment === undefined || one.environment === environment),
  );
}

function assertHoldsOnce({ from, until }: FreezeWish, at: Instant): void {
  if (until === undefined) return;
  const isPast = compareInstants(until, at) <= 0;
  if (!isPast && (from === undefined || compareInstants(from, until) < 0)) return;
  throw new SlipwayError('input', {
    code: 'EmptyFreeze',
    message: isPast
      ? `a freeze until ${until} is over already: it is ${at}`
      : `a freeze from ${from} until ${until} ends before it begins`,
    hint: 'name a later --until, or leave it out and lift the freeze with `slipway unfreeze`',
  });
}

function isSameFreeze(standing: Freeze, wish: FreezeWish, { reason }: Signer, at: Instant): boolean {
  const begun = (from: Instant | undefined): boolean => from === undefined || compareInstants(from, at) <= 0;
  const isSameFrom = begun(wish.from) ? begun(standing.from) : isSame(standing.from, wish.from);
  return (
    standing.environment === wish.environment &&
    isSameFrom &&
    isSame(standing.until, wish.until) &&
    standing.rollbacks === wish.rollbacks &&
    (reason === undefined || reason === standing.reason)
  );
}

function isOver({ until }: Freeze, at: Instant): boolean {
  return until !== undefined && compareInstants(until, at) <= 0;
}

function isSame(one: Instant | undefined, other: Instant | undefined): boolean {
  return one === undefined || other === undefined ? one === other : compareInstants(one, other) === 0;
}
