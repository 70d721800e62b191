/** Conditions that an environment asks of a release, beside its place in the graph. What is absent is not asked for. */
export interface Requirements {
  /** Every image pinned by digest. Default: true for environments of type `prod`. */
  readonly digests: boolean;
  /** Whether one of the environments before it has to have verified the release, or all of them. Default: `any`. */
  readonly verdict?: 'any' | 'all';
  /**
   * What has to have been verified in the environment before it. `exact`: this very release. `pairwise`: every pair of
   * services that are connected, together, in whatever releases. `each`: every image for itself. Default: `exact`.
   */
  readonly combination?: 'exact' | 'pairwise' | 'each';
  /** For how many seconds a release has to have run in the environment before it, healthy and without interruption. */
  readonly soakSeconds?: number;
  readonly approvals?: ApprovalRule;
  /** When deployments may begin: while at least one of these is open. */
  readonly windows?: readonly Window[];
  /**
   * What is asked of the commits. `not-older`: no service goes back to a commit that is known to be an ancestor of the
   * one that runs. `descendant`: every service that changes goes to a commit that is known to descend from the one that
   * runs. `any`: nothing. Default: `not-older`.
   */
  readonly ancestry?: 'any' | 'not-older' | 'descendant';
}

/** How many people have to agree to a change, and who they are. */
export interface ApprovalRule {
  /** How many different people, from 1. Whoever made the release does not count. */
  readonly count: number;
  /** Roles of the project of which each of them has at least one. Absent: anybody. */
  readonly roles?: readonly string[];
  /** For how many seconds an approval counts. Absent: as long as the change stays the same. */
  readonly expiresSeconds?: number;
}

/** When deployments may begin, by the clock on the wall of a time zone. */
export type Window = WeeklyWindow | OneOffWindow;

/**
 * Open on some days of the week between two times of day. A window that ends at or before the time at which it begins
 * goes on into the next day. The wall clock decides: where it is put forward the hour that is skipped is never open, where
 * it is put back the hour that comes twice is open twice.
 */
export interface WeeklyWindow {
  readonly kind: 'weekly';
  /** The days on which it begins. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, from `00:00`. The first minute in which it is open. */
  readonly from: string;
  /** `HH:MM`, to `24:00`. The first minute in which it is not. */
  readonly to: string;
  /** IANA name, e.g. `Europe/London`. */
  readonly zone: string;
}

/** Open once. */
export interface OneOffWindow {
  readonly kind: 'once';
  /** `YYYY-MM-DDTHH:MM`. The first minute in which it is open. */
  readonly from: string;
  /** `YYYY-MM-DDTHH:MM`. The first minute in which it is not. */
  readonly to: string;
  /** IANA name, e.g. `Europe/London`. */
  readonly zone: string;
}

/** The days of the week in ISO 8601's order. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];
