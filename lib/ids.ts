/** A string that was checked to be what its name says; made only by the parser of its kind. */
export type Branded<Name extends string> = string & { readonly __is: Name };

export type ProjectId = Branded<'ProjectId'>;
export type ServiceSetId = Branded<'ServiceSetId'>;
export type ServiceId = Branded<'ServiceId'>;
export type ContainerId = Branded<'ContainerId'>;
export type EnvironmentId = Branded<'EnvironmentId'>;

/** A movable name for a set of images: `latest`, `stable`, an environment id. */
export type Label = Branded<'Label'>;

/**
 * What names one image of a service set: `<serviceId>` for a service of one container, `<serviceId>/<containerId>` for
 * a service of several. It is also the tail of the SSM parameter's name.
 */
export type ArtifactKey = Branded<'ArtifactKey'>;

/** `rel-` and the first 12 hex digits of the SHA-256 of the release's canonical content. */
export type ReleaseId = Branded<'ReleaseId'>;

/** `dep-` and 12 hex digits of the SHA-256 of the request that opened the deployment. */
export type DeploymentId = Branded<'DeploymentId'>;

/** `bra-` and 12 hex digits of the SHA-256 of what opened the bracket. */
export type BracketId = Branded<'BracketId'>;

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = Branded<'Digest'>;

/** An instant as ISO 8601 in UTC with `Z`, e.g. `2026-11-20T09:30:00Z` or with milliseconds. Sorts as text within one precision only: compare with {@link compareInstants}. */
export type Instant = Branded<'Instant'>;

/** 64 lower-case hex digits: the SHA-256 of an event's canonical JSON without its own hash. */
export type EventHash = Branded<'EventHash'>;

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Longest id accepted for projects, sets, services, containers and environments: stack and parameter names are made of several. */
export const MAX_ID_LENGTH = 100;

/** Why a text cannot be an id (of a project, set, service, container, environment or label), or undefined if it can. */
export function whyNotAnId(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.length > MAX_ID_LENGTH) return `it is longer than ${MAX_ID_LENGTH} characters`;
  if (!ID.test(text)) return 'it may hold only letters, digits, "_", "-" and ".", and begins with a letter or a digit';
  if (text.endsWith('.') || text.includes('..')) return 'it may not end in "." or hold ".."';
  return undefined;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** The instant that a text names, or undefined where it is none: ISO 8601, UTC, with `Z`, at most milliseconds. */
export function parseInstant(text: string): Instant | undefined {
  if (!INSTANT.test(text)) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  const day = new Date(time).toISOString().slice(0, 10);
  return day === text.slice(0, 10) ? (text as Instant) : undefined;
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): number {
  return Date.parse(a) - Date.parse(b);
}

/** The instant so many milliseconds after another. */
export function later(instant: Instant, milliseconds: number): Instant {
  return instantAt(Date.parse(instant) + milliseconds);
}

/** The instant so many milliseconds after 1970-01-01T00:00Z; written to the second where it is a whole one. */
export function instantAt(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z') as Instant;
}
