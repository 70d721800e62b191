import type { PromotionPolicy } from './policy.js';

/** Whether two records were signed by one person: addresses are written in any case. */
export function isSamePerson(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

/** Whether somebody has at least one of some roles; of no roles at all, everybody has. */
export function hasRole({ roles }: PromotionPolicy, person: string, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.some((role) => membersOf(roles, role).some((member) => isSamePerson(member, person)));
}

/** Everybody who has at least one of some roles, each once, as the manifest writes them. */
export function peopleWith({ roles }: PromotionPolicy, wanted: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const role of wanted)
    for (const member of membersOf(roles, role)) if (!found.has(fold(member))) found.set(fold(member), member);
  return [...found.values()];
}

function membersOf(roles: PromotionPolicy['roles'], role: string): readonly string[] {
  return roles !== undefined && Object.hasOwn(roles, role) ? (roles[role] ?? []) : [];
}

function fold(person: string): string {
  return person.trim().toLowerCase();
}
