import type { ArtifactKey } from '../ids.js';

/** The members of a record by artifact, sorted by artifact, own members only. */
export function sortedByArtifact<T>(record: Readonly<Record<ArtifactKey, T>>): readonly (readonly [ArtifactKey, T])[] {
  return (Object.entries(record) as [ArtifactKey, T][]).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A record's own member: ids may be called `constructor`. */
export function ownMember<T>(record: Readonly<Record<ArtifactKey, T>>, artifact: ArtifactKey): T | undefined {
  return Object.hasOwn(record, artifact) ? record[artifact] : undefined;
}
