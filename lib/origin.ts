/**
 * Where something was made: in a run of a build service, or on somebody's machine. RFC 013's build environment.
 */
export type Origin =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'ci';
      /** The build service, e.g. `github-actions`. */
      readonly service: string;
      /** The run, as a URL or the service's own number. */
      readonly run?: string;
    };

/** An origin as people read it. */
export function originText(origin: Origin): string {
  if (origin.kind === 'local') return 'on a local machine';
  return origin.run === undefined ? `in ${origin.service}` : `in ${origin.service}, ${origin.run}`;
}

/** An origin that was written down, or undefined where it is none. */
export function readOrigin(value: unknown): Origin | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const { kind, service, run } = value as Record<string, unknown>;
  if (kind === 'local') return { kind };
  if (kind !== 'ci' || typeof service !== 'string') return undefined;
  return typeof run === 'string' ? { kind, service, run } : { kind, service };
}
