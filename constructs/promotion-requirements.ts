import type { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Environment, Project } from '../lib/manifest/model.js';
import { BEGINNING, END, isRealDate, momentKind } from '../lib/manifest/moment.js';
import type { ApprovalRule, Requirements, Window } from '../lib/manifest/requirements.js';
import { isTimeZone, likelyTimeZone } from '../lib/manifest/time-zone.js';
import { SlipwayError } from '../lib/problem.js';
import { didYouMean } from '../lib/suggest.js';
import { constructError } from './construct-error.js';
import type { PromotionWindow } from './promotion-window.js';

/** What a stack asks of a release. Each member that is given stands in the place of the manifest's. */
export interface PromotionRequirements {
  /**
   * Whether every image has to be pinned by digest.
   *
   * @default - the manifest's
   */
  readonly digests?: boolean;

  /**
   * Whether one of the environments before has to have verified the release, or all of them.
   *
   * @default - the manifest's
   */
  readonly verdict?: 'any' | 'all';

  /**
   * What has to have been verified before: this very release, every pair of connected services, or each image.
   *
   * @default - the manifest's
   */
  readonly combination?: 'exact' | 'pairwise' | 'each';

  /**
   * How long the release has to have run in the environment before, healthy and without interruption. Whole seconds.
   *
   * @default - the manifest's
   */
  readonly soak?: Duration;

  /**
   * How many people have to agree to exactly this change.
   *
   * @default - the manifest's
   */
  readonly approvals?: PromotionApprovals;

  /**
   * When deployments may begin: while at least one of these is open.
   *
   * @default - the manifest's
   */
  readonly windows?: readonly PromotionWindow[];

  /**
   * What is asked of the commits of services that change: nothing, not to be known to be older than what runs, or to be
   * known to descend from it.
   *
   * @default - the manifest's
   */
  readonly ancestry?: 'any' | 'not-older' | 'descendant';
}

export interface PromotionApprovals {
  /** How many different people, from 1. Whoever made the release does not count. */
  readonly count: number;

  /**
   * Roles of the project of which each of them has at least one.
   *
   * @default - anybody may approve
   */
  readonly roles?: readonly string[];

  /**
   * For how long an approval counts. Whole seconds.
   *
   * @default - as long as the change stays the same
   */
  readonly expires?: Duration;
}

/** One thing that is wrong, and what to do about it. */
type Complaint = readonly [message: string, hint: string];

/**
 * A project as the gate of a stack weighs it: what the stack asks stands in the place of what the manifest asks of the
 * environment, member by member.
 *
 * @throws SlipwayError with `InvalidRequirements`, once for everything that is wrong
 */
export function projectAsking(
  scope: IConstruct,
  project: Project,
  id: string,
  asked: PromotionRequirements | undefined,
): Project {
  const environment = project.environments.find((one) => one.id === id);
  if (asked === undefined || environment === undefined) return project;
  const complaints = complaintsOf(project, environment, asked);
  if (complaints.length > 0)
    throw new SlipwayError(
      'input',
      complaints.flatMap(([message, hint]) => constructError(scope, 'InvalidRequirements', message, hint).problems),
    );
  const asking = { ...environment, require: { ...environment.require, ...requirements(asked) } };
  return { ...project, environments: project.environments.map((one) => (one === environment ? asking : one)) };
}

/** Members without a value are left out: they would stand in the place of the manifest's. */
function requirements({ soak, approvals, windows, ...others }: PromotionRequirements): Partial<Requirements> {
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(soak === undefined ? {} : { soakSeconds: soak.toSeconds() }),
    ...(approvals === undefined ? {} : { approvals: approvalRule(approvals) }),
    ...(windows === undefined ? {} : { windows: windows.map(({ window }) => window) }),
  };
}

function approvalRule({ count, roles, expires }: PromotionApprovals): ApprovalRule {
  return {
    count,
    ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
    ...(expires === undefined ? {} : { expiresSeconds: expires.toSeconds() }),
  };
}

function complaintsOf(
  project: Project,
  environment: Environment,
  { soak, approvals, windows }: PromotionRequirements,
): readonly Complaint[] {
  const none: Complaint = ['`require.windows` lists no window, so that nothing could ever be deployed', 'leave it out'];
  return [
    ...(soak === undefined ? [] : [...ofDuration('soak', soak), ...ofSoak(environment)]),
    ...(approvals === undefined ? [] : ofApprovals(project, approvals)),
    ...(windows?.length === 0 ? [none] : []),
    ...(windows ?? []).flatMap(({ window }, index) => ofWindow(`require.windows[${index}]`, window)),
  ];
}

function ofDuration(name: string, duration: Duration): readonly Complaint[] {
  const hint = 'give whole seconds, at least one, e.g. Duration.minutes(30)';
  if (duration.isUnresolved()) return [[`\`require.${name}\` is not known before the stack is deployed`, hint]];
  const seconds = duration.toSeconds({ integral: false });
  if (Number.isSafeInteger(seconds) && seconds > 0) return [];
  return [[`\`require.${name}\` is ${seconds} seconds`, hint]];
}

function ofSoak({ id, after }: Environment): readonly Complaint[] {
  if (after.length > 0) return [];
  const message = `environment "${id}" comes after nothing, so there is no environment in which a release could soak`;
  return [[message, 'say with "after" in the manifest where releases come from, or take `require.soak` out']];
}

function ofApprovals({ roles = {} }: Project, { count, roles: asked, expires }: PromotionApprovals): Complaint[] {
  const complaints = [...(expires === undefined ? [] : ofDuration('approvals.expires', expires))];
  if (!Number.isInteger(count) || count < 1 || count > 100)
    complaints.push([`\`require.approvals.count\` is ${count}`, 'ask for a whole number of people, from 1 to 100']);
  if (asked === undefined) return complaints;
  const known = Object.keys(roles);
  const unknown = asked.filter((role) => !known.includes(role));
  for (const role of unknown) complaints.push([`there is no role "${role}"`, hintFor(role, known)]);
  const people = new Set(asked.flatMap((role) => roles[role] ?? []).map((person) => person.toLowerCase()));
  if (unknown.length === 0 && count > people.size)
    complaints.push([
      `${count} ${count === 1 ? 'person has' : 'people have'} to approve, and ${people.size} ${people.size === 1 ? 'has' : 'have'} the role ${asked.map((role) => `"${role}"`).join(' or ') || 'asked for, as none is named'}`,
      'ask for fewer, or give the role to more people in the manifest',
    ]);
  return complaints;
}

function hintFor(role: string, known: readonly string[]): string {
  const meant = didYouMean(role, known);
  const listed = known.length === 0 ? 'declare it in "roles" of the manifest' : `the roles are ${known.join(', ')}`;
  return `${meant === undefined ? '' : `did you mean "${meant}"? `}${listed}`;
}

function ofWindow(path: string, window: Window): readonly Complaint[] {
  const { kind, from, to, zone } = window;
  const complaints: Complaint[] = [];
  const fits = (text: string, pattern: RegExp): boolean =>
    pattern.test(text) && (kind === 'weekly' ? momentKind(text) === 'time' : isRealDate(text));
  const wanted = kind === 'weekly' ? 'a time of day such as 09:00' : 'a day with a time such as 2026-12-24T09:00';
  const odd = [...(fits(from, BEGINNING) ? [] : [from]), ...(fits(to, END) ? [] : [to])];
  for (const text of odd) complaints.push([`\`${path}\` has the time "${text}"`, `give ${wanted}`]);
  if (odd.length === 0 && (kind === 'weekly' ? from === to : from >= to))
    complaints.push([`\`${path}\` is never open: it is from ${from} to ${to}`, 'let it end after it begins']);
  if (kind === 'weekly' && window.days.length === 0)
    complaints.push([`\`${path}\` has no days, so it is never open`, "name the days: days: ['mon', 'tue']"]);
  if (!isTimeZone(zone)) {
    const meant = likelyTimeZone(zone);
    const hint = meant === undefined ? 'names are those of the IANA time zone database' : `did you mean "${meant}"?`;
    complaints.push([`\`${path}\` has the time zone "${zone}", which is not known`, hint]);
  }
  return complaints;
}
