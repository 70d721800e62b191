import { applyEvent, CONDITIONS, decide } from '../../../../lib/promotion/index.js';
import type { Rules } from '../rules.js';
import { REAL_RULES } from '../rules.js';
import { instant } from '../shop.js';
import { law, type Mutation, misasked, misfolded, misread, withFact, without } from './mutation.js';

/** What is known of releases: verdicts and soak. */
export const EVIDENCE: readonly Mutation[] = [
  {
    fault: 'what was verified once stays verified',
    source: 'kargo #5144',
    world: 'evidenceAny',
    caughtBy: 'latestVerdictGoverns',
    rules: misread((event, state) => {
      const { fact } = event;
      if (fact.type !== 'verdict.recorded' || fact.verdict === 'pass') return event;
      const known = Object.values(state.environments).flatMap(({ passed }) => passed);
      return known.includes(fact.release) ? undefined : event;
    }),
  },
  {
    fault: 'a release whose verdict is fail is taken for one that has none, and that for one that passed',
    source: 'kargo #5144',
    world: 'evidenceAny',
    caughtBy: 'failNeverOpens',
    rules: law({
      verifiedBefore: (inquiry) => CONDITIONS.verifiedBefore(inquiry).filter(({ code }) => code !== 'EvaluationFailed'),
    }),
  },
  {
    fault: 'a soak is lost when another release takes the place',
    source: 'kargo #4238',
    world: 'soaking',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: misfolded((here, { fact }) =>
      fact.type !== 'deployment.requested'
        ? here
        : {
            ...here,
            soaks: Object.fromEntries(
              Object.entries(here.soaks).map(([release, soak]) => [
                release,
                soak.since === undefined ? { longest: 0 } : soak,
              ]),
            ),
          },
    ),
  },
  {
    fault: 'a soak goes on after another release took the place',
    source: 'kargo #4238, the other way round',
    world: 'soaking',
    caughtBy: 'soakIsWhatItWas',
    rules: misfolded((here, { fact }, before) =>
      fact.type === 'deployment.requested' && before !== undefined && here.ongoing !== before.ongoing
        ? { ...here, soaks: before.soaks }
        : here,
    ),
  },
  {
    fault: 'a soak begins with the request and not with the success',
    source: 'kargo #4238, the other way round',
    world: 'twoSets',
    caughtBy: 'soakIsWhatItWas',
    rules: misfolded((here, { fact, at }) =>
      fact.type === 'deployment.requested' && here.soaks[fact.release] === undefined
        ? { ...here, soaks: { ...here.soaks, [fact.release]: { longest: 0, since: at } } }
        : here,
    ),
  },
  {
    fault: 'evidence of any environment counts, and not only of those before',
    source: 'kargo #4586',
    world: 'evidenceAny',
    caughtBy: 'onlyEvidenceBeforeCounts',
    rules: misasked((question) => {
      const { environments } = question.project;
      const others = environments.map(({ id }) => id).filter((id) => id !== question.environment);
      const widened = environments.map((place) => (place.after.length === 0 ? place : { ...place, after: others }));
      return { ...question, project: { ...question.project, environments: widened } };
    }),
  },
  {
    fault: 'an environment that was never evaluated counts as one that passed',
    source: 'kargo #6360',
    world: 'evidenceAny',
    caughtBy: 'latestVerdictGoverns',
    rules: law({
      verifiedBefore: (inquiry) =>
        CONDITIONS.verifiedBefore(inquiry).filter(
          ({ code }) => code !== 'NotEvaluated' && code !== 'NotYetInPreceding',
        ),
    }),
  },
  {
    fault: 'a release that never soaked has nothing to wait for',
    source: 'kargo #6360',
    world: 'soaking',
    caughtBy: 'nothingIneligibleBegins',
    rules: law({
      verifiedBefore: (inquiry) =>
        CONDITIONS.verifiedBefore(inquiry).filter(({ code, until }) => code !== 'NotSoaked' || until !== undefined),
    }),
  },
  {
    fault: 'what passed in one service set opens the way for another',
    source: 'keptn #7753, the other way round',
    world: 'twoSets',
    caughtBy: 'nothingIneligibleBegins',
    rules: law({
      verifiedBefore: (inquiry) => {
        const reasons = CONDITIONS.verifiedBefore(inquiry);
        const passed = Object.entries(inquiry.state.environments).some(
          ([key, { passed }]) => key.endsWith(':dev') && passed.length > 0,
        );
        return passed ? [] : reasons;
      },
    }),
  },
  {
    fault: 'to ask for a deployment again takes away what was known of the release',
    source: 'octopus #2248',
    world: 'evidenceAny',
    caughtBy: 'attemptsAreNoEvidence',
    rules: misfolded((here, { fact }, before) => {
      if (fact.type !== 'deployment.requested' || here.ongoing === before?.ongoing) return here;
      const { release } = fact;
      return {
        ...here,
        evaluations: without(here.evaluations, release),
        passed: here.passed.filter((one) => one !== release),
      };
    }),
  },
  {
    fault: 'what was tried once is not tried again',
    source: 'ods-jenkins-shared-library #708',
    world: 'evidenceAny',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const decision = decide(question);
        const isTried = Object.values(question.state.deployments).some(
          ({ release, environment, status }) =>
            release === question.release && environment === question.environment && status === 'rolled-back',
        );
        const reason = { code: 'NotEvaluated' as const, message: 'that was done already', by: 'nobody' };
        return isTried ? { eligible: false, reasons: [...decision.reasons, reason] } : decision;
      },
    },
  },
  {
    fault: 'one of the environments before is enough where all of them are asked for',
    source: 'keptn #7228',
    world: 'evidenceAll',
    caughtBy: 'latestVerdictGoverns',
    rules: misasked((question) => {
      const environments = question.project.environments.map((place) => ({
        ...place,
        require: { ...place.require, verdict: 'any' as const },
      }));
      return { ...question, project: { ...question.project, environments } };
    }),
  },
  {
    fault: 'a warning is as good as a pass',
    source: 'kargo #5144',
    world: 'evidenceAny',
    caughtBy: 'stateSaysWhatHappened',
    rules: misread((event) =>
      event.fact.type === 'verdict.recorded' && event.fact.verdict === 'warning'
        ? withFact(event, { ...event.fact, verdict: 'pass' })
        : event,
    ),
  },
  {
    fault: 'the fold remembers what is not in the record',
    source: 'no case known',
    world: 'evidenceAny',
    caughtBy: 'replayIsTheSame',
    rules: forgetful(),
  },
  {
    fault: 'who agreed before there was a warning agreed to it',
    source: 'no case known',
    world: 'warned',
    caughtBy: 'latestVerdictGoverns',
    rules: misread((event) => (event.fact.type === 'verdict.recorded' ? { ...event, at: instant(0) } : event)),
  },
];

/** A fold that counts for itself how often it was asked. */
function forgetful(): Rules {
  let asked = 0;
  return { ...REAL_RULES, apply: (state, event) => ({ ...applyEvent(state, event), lastNumber: ++asked }) };
}
