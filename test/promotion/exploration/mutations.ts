import { later, type ReleaseId } from '../../../lib/ids.js';
import { SlipwayError } from '../../../lib/problem.js';
import { approvalsFor } from '../../../lib/promotion/approvals.js';
import {
  applyEvent,
  CONDITIONS,
  type Decision,
  decide,
  decideBy,
  type EnvironmentState,
  type Fact,
  type LedgerEvent,
  type ProjectState,
  type Question,
} from '../../../lib/promotion/index.js';
import { type Condition, inquire } from '../../../lib/promotion/inquiry.js';
import type { InvariantName } from './invariants/all.js';
import { REAL_RULES, type Rules } from './rules.js';
import type { WorldName } from './worlds.js';

/** A fault that another system had, or might have had, built into this one. */
export interface Mutation {
  readonly fault: string;
  /** Where it was seen. */
  readonly source: string;
  readonly world: WorldName;
  /** Which promise it breaks. */
  readonly caughtBy: InvariantName;
  readonly rules: Rules;
}

type Conditions = typeof CONDITIONS;

/** The law with some of its conditions replaced by faulty ones. */
function law(faulty: { readonly [Name in keyof Conditions]?: Condition }): Rules {
  return { ...REAL_RULES, decide: (question) => decideBy({ ...CONDITIONS, ...faulty }, question) };
}

/** The law asked a faulty question. */
function misasked(change: (question: Question) => Question): Rules {
  return { ...REAL_RULES, decide: (question) => decide(change(question)) };
}

/** A fold that takes an event for another one, or does not see it at all. */
function misread(read: (event: LedgerEvent, state: ProjectState) => LedgerEvent | undefined): Rules {
  return {
    ...REAL_RULES,
    apply: (state, event) => {
      const seen = read(event, state);
      return seen === undefined ? state : applyEvent(state, seen);
    },
  };
}

/** A fold that makes something else of an environment after an event. */
function misfolded(
  fold: (here: EnvironmentState, event: LedgerEvent, before: EnvironmentState | undefined) => EnvironmentState,
): Rules {
  return {
    ...REAL_RULES,
    apply: (state, event) => {
      const after = applyEvent(state, event);
      const environments = Object.fromEntries(
        Object.entries(after.environments).map(([key, here]) => {
          const before = state.environments[key as keyof typeof state.environments];
          return [key, fold(here, event, before)];
        }),
      );
      return { ...after, environments };
    },
  };
}

function withFact(event: LedgerEvent, fact: Fact): LedgerEvent {
  return { ...event, fact };
}

const without = <Row>(rows: Readonly<Record<ReleaseId, Row>>, gone: string): Readonly<Record<ReleaseId, Row>> =>
  Object.fromEntries(Object.entries(rows).filter(([key]) => key !== gone));

export const MUTATIONS: readonly Mutation[] = [
  {
    fault: 'what follows by itself does not see that an environment is held',
    source: 'kargo #3016',
    world: 'rollingBack',
    caughtBy: 'heldMovesNotByItself',
    rules: law({ notHeld: (inquiry) => (inquiry.automatic ? [] : CONDITIONS.notHeld(inquiry)) }),
  },
  {
    fault: 'a rollback is history and no decision: it holds nothing',
    source: 'kargo #3016',
    world: 'rollingBack',
    caughtBy: 'heldMovesNotByItself',
    rules: misfolded((here, { fact }, before) => {
      if (fact.type !== 'deployment.requested' || fact.kind !== 'rollback') return here;
      const { hold: _, ...rest } = here;
      return before?.hold === undefined ? rest : { ...rest, hold: before.hold };
    }),
  },
  {
    fault: 'the newest release that ever passed follows, whatever people did after that',
    source: 'kargo #3016',
    world: 'rollingBack',
    caughtBy: 'peopleAreNotUndone',
    rules: {
      ...REAL_RULES,
      automatic: (question, asked) =>
        REAL_RULES.automatic(question, asked).map((promotion) =>
          promotion.step === 'passed-over' ? { ...promotion, step: 'due' as const } : promotion,
        ),
    },
  },
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
    fault: 'it is told that time alone changes nothing, and nobody looks again',
    source: 'kargo #4586',
    world: 'windows',
    caughtBy: 'earliestIsRight',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const { earliest: _, ...decision } = decide(question);
        return decision;
      },
    },
  },
  {
    fault: 'it is said to be eligible when the first of several conditions holds, and not the last',
    source: 'kargo #4586',
    world: 'windows',
    caughtBy: 'earliestIsRight',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const decision = decide(question);
        const [first] = decision.reasons.flatMap(({ until }) => until ?? []).sort();
        return decision.earliest === undefined || first === undefined ? decision : { ...decision, earliest: first };
      },
    },
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
    fault: 'a lease never runs out',
    source: 'keptn #7116',
    world: 'deploymentsInParts',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: {
      ...misasked((question) => question),
      decide: (question) => {
        const always = decide(question);
        const ongoing = question.state.environments[`${question.serviceSet}:${question.environment}` as never] as
          | EnvironmentState
          | undefined;
        const isOwn = ongoing?.ongoing === undefined;
        const reason = { code: 'EnvironmentBusy' as const, message: 'somebody is at work there', by: 'nobody' };
        return isOwn ? always : { eligible: false, reasons: [...always.reasons, reason] };
      },
    },
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
    fault: 'a deployment that failed counts as one that succeeded',
    source: 'ods-jenkins-shared-library #708',
    world: 'deploymentsInParts',
    caughtBy: 'recordIsTrue',
    rules: misread((event) =>
      event.fact.type === 'deployment.finished' ? withFact(event, { ...event.fact, outcome: 'succeeded' }) : event,
    ),
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
    fault: 'an approval is for a release, whatever becomes of its stack',
    source: 'keel #222',
    world: 'agreeing',
    caughtBy: 'approvalsAreForOneChange',
    rules: unbound('after'),
  },
  {
    fault: 'an approval is for a release, whatever stands there before',
    source: 'keel #222',
    world: 'agreeing',
    caughtBy: 'approvalsAreForOneChange',
    rules: unbound('replaces', 'before'),
  },
  {
    fault: 'an approval never expires',
    source: 'keel #222',
    world: 'agreeing',
    caughtBy: 'approvalsAreForOneChange',
    rules: misasked((question) => {
      const environments = question.project.environments.map((place) => {
        const { approvals } = place.require;
        if (approvals === undefined) return place;
        const { expiresSeconds: _, ...rule } = approvals;
        return { ...place, require: { ...place.require, approvals: rule } };
      });
      return { ...question, project: { ...question.project, environments } };
    }),
  },
  {
    fault: 'an approval is good for every deployment to come',
    source: 'keel #222',
    world: 'agreeingAgain',
    caughtBy: 'approvalsAreForOneChange',
    rules: misfolded((here, { fact }, before) =>
      fact.type === 'deployment.finished' ? { ...here, approvals: before?.approvals ?? [] } : here,
    ),
  },
  {
    fault: 'whoever made a release may agree to it',
    source: 'no case known',
    world: 'agreeing',
    caughtBy: 'approvalsAreForOneChange',
    rules: misasked((question) => {
      const releases = Object.entries(question.state.releases).map(([id, release]) => [id, { ...release, actor: '' }]);
      return { ...question, state: { ...question.state, releases: Object.fromEntries(releases) } };
    }),
  },
  {
    fault: 'who agrees twice are two',
    source: 'no case known',
    world: 'agreeing',
    caughtBy: 'approvalsAreForOneChange',
    rules: law({
      approved: (inquiry) => {
        const reasons = CONDITIONS.approved(inquiry);
        const { counted } = approvalsFor(inquiry);
        const same = inquiry.here?.approvals.filter(({ preview }) => counted.some((one) => one.preview === preview));
        return (same?.length ?? 0) >= (inquiry.place?.require.approvals?.count ?? 0) ? [] : reasons;
      },
    }),
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
          const here = state.environments[`${question.place.serviceSet}:${question.place.environment}` as never] as
            | EnvironmentState
            | undefined;
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
    fault: 'a freeze stops people, and not what follows by itself',
    source: 'Octopus, triggers in a freeze',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: law({ notFrozen: (inquiry) => (inquiry.automatic ? [] : CONDITIONS.notFrozen(inquiry)) }),
  },
  {
    fault: 'a freeze that is still to come holds already',
    source: 'Octopus #9621',
    world: 'freezing',
    caughtBy: 'nothingIsRefusedWithoutCause',
    rules: misasked((question) => ({
      ...question,
      state: { ...question.state, freezes: question.state.freezes.map((freeze) => ({ ...freeze, from: freeze.at })) },
    })),
  },
  {
    fault: 'to lift one freeze lifts all of them',
    source: 'Octopus, overlapping freezes',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: {
      ...REAL_RULES,
      apply: (state, event) => {
        const after = applyEvent(state, event);
        return event.fact.type === 'freeze.lifted' ? { ...after, freezes: [] } : after;
      },
    },
  },
  {
    fault: 'rollbacks are always free, whatever the freeze says',
    source: 'Google Cloud Deploy, policies by verb',
    world: 'freezing',
    caughtBy: 'frozenStays',
    rules: law({ notFrozen: (inquiry) => (inquiry.kind === 'rollback' ? [] : CONDITIONS.notFrozen(inquiry)) }),
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
    fault: 'a broken glass lets through what is blocked',
    source: 'kargo #6562',
    world: 'blocking',
    caughtBy: 'blockedIsNeverDeployed',
    rules: {
      ...REAL_RULES,
      decide: (question) => {
        const decision = decide(question);
        const isBroken = inquire(question).here?.overrides.some(({ release }) => release === question.release);
        const reasons = decision.reasons.filter(({ code }) => !isBroken || code !== 'ImageBlocked');
        return { ...decision, reasons, eligible: reasons.length === 0 };
      },
    },
  },
  {
    fault: 'a broken glass never heals',
    source: 'kargo #6562',
    world: 'blocking',
    caughtBy: 'nothingIneligibleBegins',
    rules: misread((event) =>
      event.fact.type === 'glass.broken'
        ? withFact(event, { ...event.fact, expires: later(event.fact.expires, 3_600_000) })
        : event,
    ),
  },
  {
    fault: 'a glass that was broken for one release is broken for all',
    source: 'Octopus #8793',
    world: 'blocking',
    caughtBy: 'nothingIneligibleBegins',
    rules: misasked((question) => {
      const environments = Object.fromEntries(
        Object.entries(question.state.environments).map(([key, here]) => [
          key,
          { ...here, overrides: here.overrides.map((override) => ({ ...override, release: question.release })) },
        ]),
      );
      return { ...question, state: { ...question.state, environments } };
    }),
  },
  {
    fault: 'a rollback brings back what is blocked',
    source: 'no case known',
    world: 'blocking',
    caughtBy: 'blockedIsNeverDeployed',
    rules: law({ unblocked: (inquiry) => (inquiry.kind === 'rollback' ? [] : CONDITIONS.unblocked(inquiry)) }),
  },
  {
    fault: 'a rollback goes to a release that never ran there, or failed',
    source: 'no case known',
    world: 'following',
    caughtBy: 'rollbacksGoToWhatWasProven',
    rules: law({ verifiedHere: () => [] }),
  },
  {
    fault: 'a rollback goes to the last that succeeded, whatever was said of it',
    source: 'no case known',
    world: 'following',
    caughtBy: 'defaultRollbackIsProven',
    rules: {
      ...REAL_RULES,
      rollbackTarget: ({ environments }, serviceSet, environment) => {
        const here = environments[`${serviceSet}:${environment}` as never] as EnvironmentState | undefined;
        return (Object.keys(here?.succeeded ?? {}) as ReleaseId[]).at(0);
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
    fault: 'what changed since a deployment was planned is not looked at again',
    source: 'arm/mcp #176',
    world: 'agreedAndLeft',
    caughtBy: 'approvalsAreForOneChange',
    rules: {
      ...REAL_RULES,
      opening: (state, question, asked) => {
        const { change } = question;
        const isKnown = (decision: Decision): Decision =>
          decision.reasons.every(({ code }) => code === 'ApprovalMissing') &&
          state.environments['main:production' as never]
            ? { eligible: true, reasons: [] }
            : decision;
        return REAL_RULES.opening(state, question, (law) =>
          isKnown((asked ?? decide)({ ...law, change: change.identity })),
        );
      },
    },
  },
];

/** Approvals that are bound to a change but for some of its parts. */
function unbound(...parts: readonly ('after' | 'before' | 'replaces')[]): Rules {
  return law({
    approved: (inquiry) => {
      if (inquiry.change === undefined) return CONDITIONS.approved(inquiry);
      const now = inquiry.change.parts;
      const approvals = (inquiry.here?.approvals ?? []).map((approval) => {
        const others = (['after', 'before', 'replaces'] as const).filter((one) => !parts.includes(one));
        const isSame =
          approval.change.release === now.release && others.every((one) => approval.change[one] === now[one]);
        return isSame && inquiry.change !== undefined ? { ...approval, preview: inquiry.change.hash } : approval;
      });
      return inquiry.here === undefined
        ? CONDITIONS.approved(inquiry)
        : CONDITIONS.approved({ ...inquiry, here: { ...inquiry.here, approvals } });
    },
  });
}
