import { isSamePerson, nameOf } from '../state/same-person.js';
import type { PromotionPolicy } from './policy.js';

/** Whether somebody has at least one of some roles; of no roles at all, everybody has. */
export function hasRole({ roles }: PromotionPolicy, person: string, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.some((role) => membersOf(roles, role).some((member) => isSamePerson(member, person)));
}

/** Everybody who has at least one of some roles, each once, as the manifest writes them. */
export function peopleWith({ roles }: PromotionPolicy, wanted: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const role of wanted)
    for (const member of membersOf(roles, role)) if (!found.has(nameOf(member))) found.set(nameOf(member), member);
  return [...found.values()];
}

function membersOf(roles: PromotionPolicy['roles'], role: string): readonly string[] {
  return roles !== undefined && Object.hasOwn(roles, role) ? (roles[role] ?? []) : [];
}
