import type { ReleaseId } from '../../../../lib/ids.js';
import { CONDITIONS, decide, environmentState } from '../../../../lib/promotion/index.js';
import { diffImages } from '../../../../lib/release/index.js';
import { REAL_RULES } from '../rules.js';
import { law, type Mutation, misfolded } from './mutation.js';

/** What follows by itself, and rollbacks. */
export const FOLLOWING: readonly Mutation[] = [
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
      opening: (state, { automatic, ...question }, asked = decide) => {
        const opened = REAL_RULES.opening(state, question, (law) => asked({ ...law, automatic: automatic === true }));
        if (opened.step !== 'open' || opened.draft.fact.type !== 'deployment.requested') return opened;
        const fact = { ...opened.draft.fact, ...(automatic === undefined ? {} : { automatic }) };
        return { ...opened, draft: { ...opened.draft, fact } };
      },
    },
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
      rollbackTarget: (state, serviceSet, environment) => {
        const here = environmentState(state, serviceSet, environment);
        return (Object.keys(here?.succeeded ?? {}) as ReleaseId[]).at(0);
      },
    },
  },
  {
    fault: 'time alone wakes nobody: what follows does so in the instant of its pass or never',
    source: 'kargo #4586',
    world: 'freezing',
    caughtBy: 'newestFollows',
    rules: {
      ...REAL_RULES,
      automatic: (question, asked) =>
        REAL_RULES.automatic(question, asked).filter(({ passedAt }) => passedAt === question.at),
    },
  },
  {
    fault: 'a hold is a hint: people pass it without a word',
    source: 'no case known',
    world: 'following',
    caughtBy: 'heldStays',
    rules: law({ notHeld: () => [] }),
  },
  {
    fault: 'what is taken over is told as if nothing stood there',
    source: 'no case known',
    world: 'following',
    caughtBy: 'syncDoesWhatStatusTold',
    rules: {
      ...REAL_RULES,
      changeOf: (place, release, replaces, stack, before) => ({
        ...REAL_RULES.changeOf(place, release, replaces, stack, before),
        images: diffImages(undefined, release.images),
      }),
    },
  },
  {
    fault: 'whatever a release has counts as changed by its deployment',
    source: 'no case known',
    world: 'following',
    caughtBy: 'deploymentsDoWhatTheySaid',
    rules: {
      ...REAL_RULES,
      closing: (state, question) => {
        const draft = REAL_RULES.closing(state, question);
        if (draft?.fact.type !== 'deployment.finished') return draft;
        const rows = Object.entries(draft.fact.artifacts).map(([artifact, row]) => [
          artifact,
          row.status === 'unchanged' ? { ...row, status: 'running' as const } : row,
        ]);
        return { ...draft, fact: { ...draft.fact, artifacts: Object.fromEntries(rows) } };
      },
    },
  },
];
