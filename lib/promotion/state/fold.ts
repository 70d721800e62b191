import type { ProjectId } from '../../ids.js';
import type { LedgerEvent } from '../events/events.js';
import type { ProjectState } from './state.js';
import { StateBuilder } from './state-builder.js';
import { emptyRows } from './table.js';

/**
 * Which meaning events have. To be raised with every change of what `fold` makes of the same events: a state that was
 * kept under another number is folded anew.
 */
export const FOLD_VERSION = 2;

/** The state of a project of which nothing is recorded. */
export function emptyState(project: ProjectId): ProjectState {
  return Object.freeze({
    project,
    releases: Object.freeze(emptyRows<never, never>()),
    deployments: Object.freeze(emptyRows<never, never>()),
    deploymentOrder: Object.freeze([]),
    environments: Object.freeze(emptyRows<never, never>()),
    freezes: Object.freeze([]),
    blocks: Object.freeze(emptyRows<never, never>()),
    lastNumber: 0,
  });
}

/**
 * What a record says. The events come in the order of `orderEvents`.
 *
 * Every sequence of events has a meaning; nothing throws. A record that was merged from branches, or written by someone
 * whose lease was gone, holds events that contradict one another. What they mean:
 *
 * - **Release.** The same content twice is one release, with the first one's number, time and actor. Two releases under
 *   one number are both kept; numbers go on after the greatest.
 * - **Request.** Of two with one id the first counts. It takes the environment, unless what is under way there has a
 *   greater fence. Whoever loses the environment to a greater fence while under way is marked `supersededBy`; equal
 *   fences come from branches of which neither knew of the other, the later one in the order takes the environment and
 *   neither is marked.
 * - **Resumption.** Counts for a deployment that is ongoing, under a fence greater than its own. It takes the
 *   environment as a request does; a deployment that was superseded is so no longer.
 * - **Finish.** The first one under the deployment's own fence counts. Under a lower one somebody has taken the
 *   deployment over, and its writer was not entitled; under a greater one nobody was ever given that fence. The finish
 *   of a superseded deployment is kept with it (it says what its writer found) but moves neither `current` nor
 *   `succeeded`: of what runs in an environment only the holder of its latest lease can speak.
 * - **Unsettled.** Where a deployment failed, what was left there is not what is held to run, until one succeeds or what is
 *   held to run was found healthy.
 * - **Verdict.** Counts for a deployment that succeeded, was not superseded, and is the one that the verdict describes
 *   by place and release. The latest verdict governs: anything but a pass takes the release out of `passed`.
 * - **Soak.** A release runs undisturbed from its success on, until a deployment is opened there; where that is proven to
 *   have been turned back, from then on anew. A verdict of fail, or being found unhealthy, takes away what was counted;
 *   a pass, or being found healthy, begins anew, and nothing else but its own deployment does. Health counts only for the
 *   release that is held to run.
 * - **Approval.** The last one of a person for a change counts. A deployment that succeeds uses up those for its release,
 *   and voids the others: the environment that they were for is no more.
 * - **Hold.** The last one counts. The request of a rollback that takes the environment sets one; its outcome does not
 *   lift it.
 * - **Broken glass.** The last one for a release counts. A deployment of the release that succeeds uses it up; a hold on
 *   another release, or a freeze, that is set afterwards ends it.
 * - **Bracket.** One at a time gathers in a place; opening another has no effect while one is open. It ends when it is
 *   abandoned, or when a deployment of it succeeds; what joined it since and was not deployed goes on gathering.
 * - Whatever names a deployment that is not known, or has ended, is without effect on the state.
 */
export function fold(project: ProjectId, events: Iterable<LedgerEvent>): ProjectState {
  const builder = new StateBuilder(emptyState(project));
  for (const event of events) builder.apply(event);
  return builder.state();
}

/**
 * The state after one more event. Copies what the event touches; to fold many at once use `fold` or `StateBuilder`.
 */
export function applyEvent(state: ProjectState, event: LedgerEvent): ProjectState {
  return new StateBuilder(state).apply(event).state();
}
