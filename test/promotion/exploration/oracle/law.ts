import type { EnvironmentId, ReleaseId } from '../../../../lib/ids.js';
import type { Environment, Project } from '../../../../lib/manifest/model.js';
import type { ApprovalRule } from '../../../../lib/manifest/requirements.js';
import type { ChangeParts, DeploymentKind, LedgerEvent } from '../../../../lib/promotion/index.js';
import type { ReleasedImage } from '../../../../lib/release/model.js';
import { type Spot, spotKey } from '../shop.js';
import { approvalsOf, blockedDigests, freezesOf, heldOn, isGlassBroken } from './decisions.js';
import { everSucceeded, runsAt, underWayAt } from './deployments.js';
import { lastVerdict, soakedFor } from './evidence.js';

/** What is asked, and all that answers may rest on: the manifest, the events as they are, and the clock. */
export interface Case extends Spot {
  readonly project: Project;
  readonly events: readonly LedgerEvent[];
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  readonly automatic: boolean;
  /** In milliseconds. */
  readonly time: number;
  /** What would change, as it is. */
  readonly change: ChangeParts;
  /** Whether whoever is at work there is known to be gone. */
  readonly holderGone: boolean;
  /** The preview of the deployment that this one goes on with, where it does. */
  readonly goesOnWith?: string;
}

/** What may stand against a deployment, told as people tell it and not as the law does. */
export const OBJECTIONS = {
  notVerified: (it: Case): boolean => !isVerified(it),
  notApproved: (it: Case): boolean => {
    const rule = placeOf(it)?.require.approvals;
    return rule !== undefined && it.kind !== 'rollback' && approvers(it).size < rule.count;
  },
  windowClosed: (it: Case): boolean => {
    const windows = placeOf(it)?.require.windows;
    if (windows === undefined || it.kind === 'rollback') return false;
    const minute = new Date(it.time).toISOString().slice(0, 16);
    return !windows.some((window) => window.kind === 'once' && window.from <= minute && minute < window.to);
  },
  frozen: (it: Case): boolean =>
    freezesOf(it.events, it, it.time).some(({ fact }) => it.kind !== 'rollback' || fact.rollbacks === 'refused'),
  held: (it: Case): boolean => {
    const held = heldOn(it.events, it);
    return held !== undefined && held !== it.release && it.kind !== 'rollback';
  },
  notProven: (it: Case): boolean =>
    it.kind === 'rollback' &&
    (!everSucceeded(it.events, it, it.release) || lastVerdict(it.events, it, it.release) === 'fail'),
  blocked: (it: Case): boolean => {
    const blocked = blockedDigests(it.events);
    const runs = imagesOf(it.events, runsAt(it.events, it)?.request.release);
    return Object.entries(imagesOf(it.events, it.release)).some(
      ([artifact, { digest }]) => digest !== undefined && blocked.has(digest) && runs[artifact]?.digest !== digest,
    );
  },
  busy: (it: Case): boolean => {
    const holder = underWayAt(it.events, it);
    return holder !== undefined && !it.holderGone && it.time < Date.parse(holder.lease.expires);
  },
} as const satisfies Readonly<Record<string, (it: Case) => boolean>>;

export type Objection = keyof typeof OBJECTIONS;

/** What not even a broken glass lets through. */
const ABSOLUTE: readonly Objection[] = ['blocked', 'busy'];

/** Everything that stands against a deployment and was not waived. */
export function objectionsTo(it: Case): readonly Objection[] {
  const found = (Object.keys(OBJECTIONS) as Objection[]).filter((objection) => OBJECTIONS[objection](it));
  return isWaivedFor(it) ? found.filter((objection) => ABSOLUTE.includes(objection)) : found;
}

/** Whether the glass is broken for it. Nothing that happens by itself breaks a glass. */
export function isWaivedFor(it: Case): boolean {
  return !it.automatic && isGlassBroken(it.events, it, it.release, it.time);
}

/** Who agreed to exactly this change, each once. */
export function approvers(it: Case): ReadonlySet<string> {
  return new Set(agreements(it).map(({ actor }) => actor.toLowerCase()));
}

/** Approvals of exactly this change, by people who may, whoever made the release not among them. */
function agreements(it: Case): readonly LedgerEvent[] {
  const rule = placeOf(it)?.require.approvals;
  const maker = it.events.find(({ fact }) => fact.type === 'release.created' && fact.release.id === it.release)?.actor;
  return approvalsOf(it.events, it, it.release).filter(({ actor, at, fact }) => {
    if (actor.toLowerCase() === maker?.toLowerCase() || !mayApprove(it.project, rule, actor)) return false;
    if (rule?.expiresSeconds !== undefined && it.time >= Date.parse(at) + rule.expiresSeconds * 1000) return false;
    return it.goesOnWith === undefined ? isSame(fact.change, it.change) : fact.preview === it.goesOnWith;
  });
}

/** Whether it ran where it has to have run, the last word there is good, and it stayed long enough. */
export function isVerified(it: Case): boolean {
  const place = placeOf(it);
  if (place === undefined || place.after.length === 0 || it.kind === 'rollback') return true;
  if (runsAt(it.events, it)?.request.release === it.release) return true;
  const isGood = (environment: EnvironmentId): boolean => {
    const there = { serviceSet: it.serviceSet, environment };
    if (!isJudgedWell(it, there) || !everSucceeded(it.events, there, it.release)) return false;
    const asked = (place.require.soakSeconds ?? 0) * 1000;
    return asked === 0 || soakedFor(it.events, there, it.release, it.time) >= asked;
  };
  return place.require.verdict === 'all' ? place.after.every(isGood) : place.after.some(isGood);
}

/** Whether the last verdict is a pass, or a warning to which somebody agreed who could know of it. */
function isJudgedWell(it: Case, there: Spot): boolean {
  const verdict = lastVerdict(it.events, there, it.release);
  if (verdict !== 'warning') return verdict === 'pass';
  const warned = it.events.findLast(
    ({ fact }) => fact.type === 'verdict.recorded' && spotKey(fact) === spotKey(there) && fact.release === it.release,
  );
  return agreements(it).some(({ at }) => Date.parse(at) >= Date.parse(warned?.at ?? ''));
}

function placeOf({ project, environment }: Case): Environment | undefined {
  return project.environments.find(({ id }) => id === environment);
}

function mayApprove({ roles = {} }: Project, rule: ApprovalRule | undefined, actor: string): boolean {
  return rule?.roles === undefined || rule.roles.some((role) => roles[role]?.includes(actor));
}

function isSame(one: ChangeParts, other: ChangeParts): boolean {
  const parts = ['serviceSet', 'environment', 'release', 'replaces', 'before', 'after'] as const;
  return parts.every((part) => one[part] === other[part]);
}

function imagesOf(
  events: readonly LedgerEvent[],
  release: ReleaseId | undefined,
): Readonly<Record<string, ReleasedImage>> {
  for (const { fact } of events)
    if (fact.type === 'release.created' && fact.release.id === release) return fact.release.images;
  return {};
}
