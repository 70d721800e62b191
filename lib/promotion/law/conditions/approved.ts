import { isSamePerson } from '../../state/same-person.js';
import { approvalsFor, type RefusedApproval } from '../approvals.js';
import { type Condition, command, type Inquiry, listNames, nameRelease } from '../inquiry.js';
import { peopleWith } from '../people.js';

/** Enough people agreed to exactly this change. A rollback is exempt. */
export const approved: Condition = (inquiry) => {
  const { environment, place, found, kind } = inquiry;
  const rule = place?.require.approvals;
  if (rule === undefined || found === undefined || kind === 'rollback') return [];
  const { counted, refused } = approvalsFor(inquiry);
  const missing = rule.count - counted.length;
  if (missing <= 0) return [];
  // Who does not know what exactly would change cannot say that an approval is one of that.
  const atMost = inquiry.change === undefined ? 'at most ' : '';
  const has =
    counted.length === 0
      ? 'has none'
      : `has ${atMost}${counted.length}, by ${listNames(counted.map(({ actor }) => actor))}`;
  return [
    {
      code: 'ApprovalMissing',
      message: `${environment} asks for ${rule.count} ${rule.count === 1 ? 'approval' : 'approvals'} of exactly this change, and ${nameRelease(found)} ${has}${sayRefused(refused)}`,
      by: whoMayApprove(
        inquiry,
        missing,
        counted.map(({ actor }) => actor),
      ),
      hint: `look at ${command(inquiry, `preview ${found.id} --environment ${environment}`)}, then ${command(inquiry, `approve ${found.id} --environment ${environment}`)}`,
    },
  ];
};

/** Who can give an approval that is missing. */
export function whoMayApprove(inquiry: Inquiry, missing: number, gaveOne: readonly string[]): string {
  const { project, place, found } = inquiry;
  const roles = place?.require.approvals?.roles;
  const spent = [...gaveOne, ...(found === undefined ? [] : [found.actor])];
  const isSpent = (person: string) => spent.some((one) => isSamePerson(one, person));
  if (roles === undefined)
    return `${missing === 1 ? 'anybody' : `${missing} people`} but ${listNames([...new Set(spent)])}`;
  const people = peopleWith(project, roles).filter((person) => !isSpent(person));
  if (people.length === 0) return `nobody: all who have the role ${roles.join(' or ')} made the release or approved it`;
  if (people.length < missing)
    return `nobody: ${missing} are missing, and only ${listNames(people)} (${roles.join(' or ')}) may still give one`;
  return `${missing} of ${listNames(people)} (${roles.join(' or ')})`;
}

function sayRefused(refused: readonly RefusedApproval[]): string {
  return refused.map(({ approval, why }) => `; ${approval.actor} ${why}`).join('');
}
