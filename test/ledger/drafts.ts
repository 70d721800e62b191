import type { Instant, ProjectId, ReleaseId } from '../../lib/ids.js';
import { IMPLIED_SERVICE_SET } from '../../lib/manifest/model.js';
import type { EventDraft } from '../../lib/promotion/index.js';

export const PROJECT = 'sockshop' as ProjectId;

/** A fixed instant, `minutes` into a day. */
export function minute(minutes: number): Instant {
  return new Date(Date.parse('2026-11-20T00:00:00Z') + minutes * 60_000).toISOString() as Instant;
}

/** The record of a release, but for its number. */
export function releaseCreated(
  id: string,
  at = minute(0),
): { readonly project: ProjectId; numbered(number: number): EventDraft } {
  return {
    project: PROJECT,
    numbered: (number) => ({
      at,
      actor: 'tim@example.org',
      reason: 'a test',
      fact: {
        type: 'release.created',
        release: {
          id: id as ReleaseId,
          number,
          project: PROJECT,
          serviceSet: IMPLIED_SERVICE_SET,
          images: { carts: { image: `docker.io/example/carts:${id}` } },
          sources: { carts: { kind: 'explicit' } },
          description: `release ${id}`,
        },
      },
    }),
  };
}
