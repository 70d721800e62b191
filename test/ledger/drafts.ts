import type { DeploymentId, EnvironmentId, Instant, ProjectId, ReleaseId } from '../../lib/ids.js';
import { IMPLIED_SERVICE_SET } from '../../lib/manifest/model.js';
import { type EventDraft, type LedgerEvent, sealEvent } from '../../lib/promotion/index.js';

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

/** The request to deploy a release to `dev`; each number is a deployment of its own. */
export function deploymentRequested(release: string, number: number, reason?: string): EventDraft {
  const text = 'a'.repeat(64);
  return {
    at: minute(number),
    actor: 'tim@example.org',
    ...(reason === undefined ? {} : { reason }),
    fact: {
      type: 'deployment.requested',
      deployment: `dep-${number}` as DeploymentId,
      serviceSet: IMPLIED_SERVICE_SET,
      environment: 'dev' as EnvironmentId,
      release: release as ReleaseId,
      kind: 'deploy',
      target: 'cloudformation',
      lease: { holder: 'host/1', fence: number, expires: minute(number + 60) },
      hashes: { manifest: text, template: text, preview: text },
      tool: 'slipway 0.1.0',
    },
  };
}

/** Events that follow one another, each of which makes a release. */
export function releasesCreated(count: number): readonly LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (let number = 1; number <= count; number++) {
    const before = events.at(-1);
    const draft = releaseCreated(`rel-${number}`, minute(number)).numbered(number);
    events.push(sealEvent(PROJECT, draft, before === undefined ? [] : [before]));
  }
  return events;
}
