import { canonicalJson } from '../../../../lib/canonical.js';
import { emptyState, type LedgerEvent, type ProjectState } from '../../../../lib/promotion/index.js';
import type { Rules } from '../rules.js';
import type { Invariant } from './invariant.js';

export const replayIsTheSame: Invariant = {
  of: 'state',
  name: 'all events from nothing, and the rest of them from any checkpoint on, give the state that was folded one by one',
  breach: ({ setup, after }, rules) => {
    const whole = canonicalJson(after.state);
    if (canonicalJson(foldAll(emptyState(setup.project.id), after.events, rules)) !== whole)
      return 'folded from nothing it is another state';
    // Each step goes on from the checkpoint of the one before it; here it goes on from one that was written and read.
    const half = Math.floor(after.events.length / 2);
    const kept = foldAll(emptyState(setup.project.id), after.events.slice(0, half), rules);
    const read = JSON.parse(JSON.stringify(kept)) as ProjectState;
    return canonicalJson(foldAll(read, after.events.slice(half), rules)) === whole
      ? undefined
      : `folded from the checkpoint after ${half} events it is another state`;
  },
};

function foldAll(begin: ProjectState, events: readonly LedgerEvent[], rules: Rules): ProjectState {
  return events.reduce((state, event) => rules.apply(state, event), begin);
}
