import { SlipwayError } from '../../../../lib/problem.js';
import { applyEvent, CONDITIONS, environmentState } from '../../../../lib/promotion/index.js';
import { inquire } from '../../../../lib/promotion/law/inquiry.js';
import { REAL_RULES } from '../rules.js';
import { instant } from '../shop.js';
import { law, type Mutation, misread, withFact } from './mutation.js';

/** Who is at work, and what came of it. */
export const LEASES: readonly Mutation[] = [
  {
    fault: 'a lease never runs out',
    source: 'keptn #7116',
    world: 'deploymentsInParts',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: law({ free: (inquiry) => CONDITIONS.free({ ...inquiry, at: instant(0) }) }),
  },
  {
    fault: 'who is at work in one service set is in the way of all others',
    source: 'keptn #7753',
    world: 'twoSets',
    caughtBy: 'setsAreIndependent',
    rules: law({
      free: (inquiry) => {
        const { project, state, environment } = inquiry;
        return project.serviceSets.flatMap(({ id: serviceSet }) =>
          CONDITIONS.free(inquire({ ...inquiry, project, state, serviceSet, environment })),
        );
      },
    }),
  },
  {
    fault: 'a deployment that failed counts as one that succeeded',
    source: 'ods-jenkins-shared-library #708',
    world: 'deploymentsInParts',
    caughtBy: 'recordIsTrue',
    rules: misread((event) =>
      event.fact.type === 'deployment.finished' ? withFact(event, { ...event.fact, outcome: 'succeeded' }) : event,
    ),
  },
  {
    fault: 'what is written under an old fence is believed',
    source: 'keptn #7116, the other way round',
    world: 'staleWriters',
    caughtBy: 'oldFencesChangeNothing',
    rules: {
      ...REAL_RULES,
      apply: (state, event) => {
        const { fact } = event;
        const deployment = fact.type === 'deployment.finished' ? state.deployments[fact.deployment] : undefined;
        if (fact.type !== 'deployment.finished' || deployment === undefined) return applyEvent(state, event);
        const { supersededBy: _, ...entitled } = { ...deployment, status: 'ongoing' as const };
        const deployments = { ...state.deployments, [deployment.id]: entitled };
        return applyEvent({ ...state, deployments }, withFact(event, { ...fact, fence: deployment.fence }));
      },
    },
  },
  {
    fault: 'whoever takes over gets the fence of whom it was taken from',
    source: 'no case known',
    world: 'deploymentsInParts',
    caughtBy: 'fencesGrow',
    rules: { ...REAL_RULES, nextLease: (question, last) => REAL_RULES.nextLease(question, Math.max(0, last - 1)) },
  },
  {
    fault: 'somebody who holds no lease any more ends what another one began',
    source: 'keptn #5557',
    world: 'staleWriters',
    caughtBy: 'recordIsTrue',
    rules: {
      ...REAL_RULES,
      closing: (state, question) => {
        try {
          return REAL_RULES.closing(state, question);
        } catch (error) {
          if (!(error instanceof SlipwayError)) throw error;
          const here = environmentState(state, question.place.serviceSet, question.place.environment);
          if (here?.ongoing === undefined) throw error;
          const { deployment, lease } = here.ongoing;
          const fact = {
            type: 'deployment.finished',
            deployment,
            fence: lease.fence,
            outcome: 'succeeded',
            artifacts: {},
          } as const;
          return { at: question.at, actor: question.signer.actor, fact };
        }
      },
    },
  },
  {
    fault: 'a part of a bracket that arrived counts as the whole',
    source: 'keptn #7228',
    world: 'deploymentsInParts',
    caughtBy: 'bracketsAreWhole',
    rules: {
      ...REAL_RULES,
      closing: (state, question) => {
        const draft = REAL_RULES.closing(state, question);
        if (draft?.fact.type !== 'deployment.finished') return draft;
        const some = Object.values(draft.fact.artifacts).some(({ status }) => status === 'running');
        return some ? { ...draft, fact: { ...draft.fact, outcome: 'succeeded' } } : draft;
      },
    },
  },
  {
    fault: 'whoever comes may go in, whoever is there',
    source: 'keptn #5259',
    world: 'deploymentsInParts',
    caughtBy: 'oneAtATime',
    rules: law({ free: () => [] }),
  },
  {
    fault: 'what was left behind cannot be taken over, and stays under way',
    source: 'keptn #7116',
    world: 'deploymentsInParts',
    caughtBy: 'everythingEnds',
    rules: misread((event) => (event.fact.type === 'deployment.resumed' ? undefined : event)),
  },
  {
    fault: 'what was turned back counts as deployed, and is judged',
    source: 'ods-jenkins-shared-library #708',
    world: 'evidenceAny',
    caughtBy: 'verdictsAreOnWhatRuns',
    rules: misread((event) =>
      event.fact.type === 'deployment.finished' ? withFact(event, { ...event.fact, outcome: 'succeeded' }) : event,
    ),
  },
];
