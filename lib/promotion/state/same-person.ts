/** Whether two records were signed by one person: addresses are written in any case. */
export function isSamePerson(one: string, other: string): boolean {
  return nameOf(one) === nameOf(other);
}

/** A person's name in the one form by which people are told apart. */
export function nameOf(person: string): string {
  return person.trim().toLowerCase();
}
