import type { Freeze, Reason } from '../../lib/promotion/index.js';
import { type EnvironmentStatus, imagesOf } from '../../lib/report/index.js';
import { changesJson } from './changes-view.js';
import { deploymentJson } from './deployment-view.js';

/** A status with the command that would take over what is due, and what the law has against that. */
export interface Told extends EnvironmentStatus {
  /** Undefined of another time than now. */
  readonly command: string | undefined;
  readonly refusals: readonly Reason[];
}

/** A status as scripts get it. */
export function statusJson(status: Told): Record<string, unknown> {
  const { environment, release, deployment, ongoing, leftBy } = status;
  return {
    id: environment.id,
    name: environment.name,
    release: release?.id ?? null,
    number: release?.number ?? null,
    deployedAt: deployment?.finishedAt ?? null,
    deployedBy: deployment?.actor ?? null,
    reason: deployment?.reason ?? null,
    verdict: status.verdict ?? null,
    services: imagesOf(release),
    ongoing: ongoing.map((entry) => ({
      ...deploymentJson(entry.deployment, entry.release),
      holder: entry.holder,
      until: entry.expires,
    })),
    sync: syncJson(status),
    ...restrictionsJson(status),
    approvals: approvalsJson(status),
    bracket: bracketJson(status),
    drift: leftBy === undefined ? null : { deployment: leftBy.id, release: leftBy.release },
  };
}

function syncJson({ sync, command, refusals }: Told): Record<string, unknown> {
  if (sync.state === 'none')
    return { state: 'none', with: null, updates: [], command: null, refused: [], why: sync.why };
  return {
    state: sync.state,
    with: sync.with,
    release: sync.release.id,
    updates: changesJson(sync.updates),
    command: sync.state === 'out-of-sync' ? (command ?? null) : null,
    refused: refusals,
  };
}

function restrictionsJson({ restrictions }: Told): Record<string, unknown> {
  const { held, frozen, toBeFrozen, glass } = restrictions;
  const { found, ...hold } = held ?? {};
  return {
    held: held === undefined ? null : { ...hold, number: found?.number },
    frozen: frozen.length === 0 ? null : frozen.map(freezeJson),
    toBeFrozen: toBeFrozen.map(freezeJson),
    glass:
      glass === undefined
        ? null
        : {
            broken: glass.inForce,
            unverified:
              glass.unverified === undefined
                ? null
                : {
                    deployment: glass.unverified.id,
                    release: glass.unverified.release,
                    waived: glass.unverified.overridden,
                  },
          },
  };
}

function freezeJson({ environment, ...freeze }: Freeze): Record<string, unknown> {
  return { ...freeze, scope: environment === undefined ? 'project' : 'environment' };
}

function approvalsJson({ approvals }: Told): Record<string, unknown>[] {
  return approvals.map(({ actor, at, reason, change, release, preview, expires, why }) => ({
    actor,
    at,
    reason,
    release: change.release,
    number: release?.number,
    preview,
    expires: expires ?? null,
    counts: why === undefined,
    why,
  }));
}

function bracketJson({ bracket }: Told): Record<string, unknown> | null {
  if (bracket === undefined) return null;
  const { images, ...opened } = bracket;
  return {
    ...opened,
    images: Object.fromEntries(Object.entries(images).map(([artifact, { image }]) => [artifact, image])),
  };
}
