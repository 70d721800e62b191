import { canonicalJson } from '../../../../lib/canonical.js';
import type { LedgerEvent, ProjectState } from '../../../../lib/promotion/index.js';
import { deploymentsOf, underWayAt } from '../oracle/deployments.js';
import { OBJECTIONS } from '../oracle/law.js';
import { type Spot, spotsOf } from '../shop.js';
import { caseOf } from './asked.js';
import type { Invariant } from './invariant.js';

export const oneAtATime: Invariant = {
  of: 'step',
  name: 'nobody steps in where somebody is at work, be it to settle what another one left',
  breach: (transition) => {
    const { asked } = transition.step;
    if (asked === undefined || !('draft' in asked.opened)) return undefined;
    const it = caseOf(transition, asked);
    return OBJECTIONS.busy(it) ? `${it.environment} was held by another one` : undefined;
  },
};

export const fencesGrow: Invariant = {
  of: 'step',
  name: 'every lease has a greater fence than all before it in its environment',
  breach: ({ setup, before, appended }) => {
    for (const { fact } of appended) {
      if (fact.type !== 'deployment.requested' && fact.type !== 'deployment.resumed') continue;
      const spot = spotsOf(setup.project).find((one) =>
        fact.type === 'deployment.requested'
          ? one.environment === fact.environment && one.serviceSet === fact.serviceSet
          : deploymentsOf(before.events, one).some(({ request }) => request.deployment === fact.deployment),
      );
      if (spot === undefined) continue;
      const greatest = Math.max(0, ...fencesOf(before.events, spot));
      if (fact.lease.fence <= greatest) return `fence ${fact.lease.fence} came after ${greatest}`;
    }
    return undefined;
  },
};

export const oldFencesChangeNothing: Invariant = {
  of: 'step',
  name: 'nothing written under an old fence changes what is held to run, or how it is judged',
  breach: ({ setup, before, after, appended }) => {
    const [first] = appended;
    if (first?.fact.type !== 'deployment.finished') return undefined;
    const { deployment, fence } = first.fact;
    const entitled = spotsOf(setup.project).some((spot) => {
      const holder = underWayAt(before.events, spot);
      return holder?.request.deployment === deployment && holder.lease.fence === fence;
    });
    if (entitled) return undefined;
    return placesOf(before.state) === placesOf(after.state) ? undefined : `${deployment} wrote under fence ${fence}`;
  },
};

function fencesOf(events: readonly LedgerEvent[], spot: Spot): readonly number[] {
  return deploymentsOf(events, spot).map(({ lease }) => lease.fence);
}

function placesOf({ environments }: ProjectState): string {
  return canonicalJson(environments);
}
