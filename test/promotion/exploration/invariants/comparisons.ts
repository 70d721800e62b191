import type { ReleaseId, ServiceSetId } from '../../../../lib/ids.js';
import type { Decision, LedgerEvent, ProjectState, Question, ReasonCode } from '../../../../lib/promotion/index.js';
import type { Rules } from '../rules.js';
import { type Spot, spotKey, spotsOf } from '../shop.js';
import type { Transition } from '../steps/step.js';
import { now } from '../world.js';
import type { Invariant } from './invariant.js';

/** One question, asked before a step and after it. */
interface Compared extends Spot {
  readonly release: ReleaseId;
  readonly before: Decision;
  readonly after: Decision;
}

export const onlyEvidenceBeforeCounts: Invariant = {
  of: 'step',
  name: 'evidence in an environment that is not before the asked one changes no answer',
  breach: (transition, rules) => {
    const where = spotOfEvidence(transition.appended);
    if (where === undefined) return undefined;
    return told(
      compare(transition, rules, ({ environment, serviceSet }) => {
        const place = transition.setup.project.environments.find(({ id }) => id === environment);
        return serviceSet !== where.serviceSet || place?.after.includes(where.environment) === false;
      }),
      ({ before, after }) => sameAnswer(before, after),
    );
  },
};

export const failNeverOpens: Invariant = {
  of: 'step',
  name: 'a verdict of fail turns no refusal into a yes',
  breach: (transition, rules) => {
    const [first] = transition.appended;
    if (first?.fact.type !== 'verdict.recorded' || first.fact.verdict !== 'fail') return undefined;
    return told(compare(transition, rules), ({ before, after }) => before.eligible || !after.eligible);
  },
};

/** What a request may change elsewhere: for how long what it replaces runs undisturbed. */
const OF_TIME: readonly ReasonCode[] = ['NotSoaked'];

export const attemptsAreNoEvidence: Invariant = {
  of: 'step',
  name: 'a deployment without success takes nothing away from what was proven, anywhere else',
  breach: (transition, rules) => {
    const where = spotOfAttempt(transition);
    if (where === undefined) return undefined;
    return told(
      compare(transition, rules, (spot) => spotKey(spot) !== spotKey(where)),
      ({ before, after }) => {
        const codes = ({ reasons }: Decision) =>
          reasons.filter(({ code }) => !OF_TIME.includes(code)).map(({ code }) => code);
        return (!before.eligible || after.eligible) && codes(before).join() === codes(after).join();
      },
    );
  },
};

export const setsAreIndependent: Invariant = {
  of: 'step',
  name: 'what is done with one service set changes no answer for another',
  breach: (transition, rules) => {
    const touched = new Set(transition.appended.flatMap(({ fact }) => setOf(transition, fact) ?? []));
    if (touched.size !== 1) return undefined;
    return told(
      compare(transition, rules, ({ serviceSet }) => !touched.has(serviceSet)),
      ({ before, after }) => sameAnswer(before, after),
    );
  },
};

/** All answers at the places that matter, of releases that fit there, before a step and after it, at one instant. */
function compare(
  { setup, before, after }: Transition,
  rules: Rules,
  matters: (spot: Spot) => boolean = () => true,
): readonly Compared[] {
  return spotsOf(setup.project)
    .filter(matters)
    .flatMap((spot) =>
      Object.values(before.state.releases)
        .filter(({ serviceSet }) => serviceSet === spot.serviceSet)
        .map(({ id: release }) => {
          const question = { project: setup.project, state: before.state, ...spot, release, at: now(before) };
          return {
            ...spot,
            release,
            before: answer(rules, question),
            after: answer(rules, { ...question, state: after.state }),
          };
        }),
    );
}

/** Answers that were given already, by the state that was asked: most states are compared with several others. */
const answers = new WeakMap<ProjectState, Map<string, Decision>>();

function answer(rules: Rules, question: Omit<Question, 'kind'>): Decision {
  const { state, environment, serviceSet, release, at } = question;
  const known = answers.get(state) ?? new Map<string, Decision>();
  answers.set(state, known);
  const key = `${serviceSet} ${environment} ${release} ${at}`;
  const decision = known.get(key) ?? rules.decide({ ...question, kind: 'deploy' });
  known.set(key, decision);
  return decision;
}

function told(compared: readonly Compared[], isFine: (one: Compared) => boolean): string | undefined {
  const wrong = compared.find((one) => !isFine(one));
  if (wrong === undefined) return undefined;
  const { release, environment, before, after } = wrong;
  return `${release} to ${environment}: ${say(before)} before, ${say(after)} after`;
}

function sameAnswer(one: Decision, other: Decision): boolean {
  return say(one) === say(other) && one.earliest === other.earliest;
}

function say({ eligible, reasons }: Decision): string {
  return eligible ? 'yes' : reasons.map(({ code }) => code).join(', ');
}

function spotOfEvidence([first]: readonly LedgerEvent[]): Spot | undefined {
  return first?.fact.type === 'verdict.recorded' || first?.fact.type === 'health.recorded' ? first.fact : undefined;
}

/** Where a deployment was asked for or ended in this step without having succeeded. */
function spotOfAttempt({ after, appended }: Transition): Spot | undefined {
  const facts = appended.map(({ fact }) => fact);
  if (facts.length === 0 || facts.some((fact) => fact.type === 'deployment.finished' && fact.outcome === 'succeeded'))
    return undefined;
  for (const fact of facts) {
    if (fact.type === 'deployment.requested') return fact;
    if (fact.type === 'deployment.finished' || fact.type === 'deployment.resumed')
      return after.state.deployments[fact.deployment];
  }
  return undefined;
}

function setOf({ after }: Transition, fact: LedgerEvent['fact']): ServiceSetId | undefined {
  if ('serviceSet' in fact) return fact.serviceSet;
  if (fact.type === 'approval.granted') return fact.change.serviceSet;
  if (fact.type === 'deployment.finished' || fact.type === 'deployment.resumed')
    return after.state.deployments[fact.deployment]?.serviceSet;
  return undefined;
}
