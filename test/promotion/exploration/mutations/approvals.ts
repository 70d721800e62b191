import { CONDITIONS } from '../../../../lib/promotion/index.js';
import { approvalsFor } from '../../../../lib/promotion/law/approvals.js';
import type { Rules } from '../rules.js';
import { law, type Mutation, misasked, misfolded } from './mutation.js';

/** What people agreed to. */
export const APPROVALS: readonly Mutation[] = [
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
    world: 'agreeingAgain',
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
];

/** Approvals that are bound to a change but for some of its parts. */
function unbound(...parts: readonly ('after' | 'before' | 'replaces')[]): Rules {
  return law({
    approved: (inquiry) => {
      if (inquiry.change === undefined) return CONDITIONS.approved(inquiry);
      const now = inquiry.change.parts;
      const approvals = (inquiry.here?.approvals ?? []).map(({ voidedBy: _, ...approval }) => {
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
