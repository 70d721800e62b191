import type { Findings } from '../findings.js';
import { entries, items, type MapEntry, member, placeOfKey, type TreeNode } from '../text/tree.js';
import { suggestion } from './check.js';
import { nameOf, type Word, words } from './outline.js';

/** The people of every role. Names that differ only in case are one person, so they stand in lower case. */
type Roles = ReadonlyMap<string, ReadonlySet<string>>;

/** Approvals ask for roles that are declared, and for no more people than have them. */
export function checkApprovals(project: TreeNode, findings: Findings): void {
  const declared = member(project, 'roles');
  for (const role of entries(declared)) warnRole(role, findings);
  if (declared !== undefined && declared.kind !== 'map') return;
  const roles: Roles = new Map(entries(declared).map(({ key, value }) => [key, peopleIn(value)]));
  for (const environment of items(member(project, 'environments'))) checkRule(environment, roles, findings);
}

function peopleIn(role: TreeNode): ReadonlySet<string> {
  return new Set(words(role).map(({ text }) => text.toLowerCase()));
}

function warnRole(role: MapEntry, findings: Findings): void {
  if (role.value.kind !== 'list') return;
  if (role.value.items.length === 0) findings.warn('EmptyRole', placeOfKey(role), `nobody has the role "${role.key}"`);
  const seen = new Map<string, Word>();
  for (const person of words(role.value)) {
    const first = seen.get(person.text.toLowerCase());
    if (first === undefined) {
      seen.set(person.text.toLowerCase(), person);
      continue;
    }
    const message =
      first.text === person.text
        ? `"${person.text}" stands twice in the role "${role.key}"`
        : `"${first.text}" and "${person.text}" in the role "${role.key}" differ only in case, and count as one person`;
    findings.warn('RepeatedPerson', person, message);
  }
}

function checkRule(environment: TreeNode, roles: Roles, findings: Findings): void {
  const rule = member(member(environment, 'require'), 'approvals');
  const asked = words(member(rule, 'roles'));
  const unknown = asked.filter(({ text }) => !roles.has(text));
  for (const role of unknown) unknownRole(role, [...roles.keys()], findings);
  const count = member(rule, 'count');
  if (asked.length === 0 || unknown.length > 0 || count?.kind !== 'scalar') return;
  const people = new Set(asked.flatMap(({ text }) => [...(roles.get(text) ?? [])]));
  if (typeof count.value !== 'number' || count.value <= people.size) return;
  const who = [...new Set(asked.map(({ text }) => `"${text}"`))].join(' or ');
  const holders = `${people.size} ${people.size === 1 ? 'person has' : 'people have'} the role ${who}`;
  const message = `${count.source} people have to approve for ${nameOf('environment', environment)}, and ${holders}`;
  findings.error('TooFewPeople', count, message, 'ask for fewer, or give the role to more people');
}

function unknownRole(role: Word, known: readonly string[], findings: Findings): void {
  const listed = known.length === 0 ? 'declare it in "roles" of the project' : `roles here: ${known.join(', ')}`;
  findings.error('UnknownRole', role, `there is no role "${role.text}"`, suggestion(role.text, known) ?? listed);
}
