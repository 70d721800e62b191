import * as z from 'zod/mini';
import { DURATION } from '../duration.js';
import { BEGINNING, END, isRealDate, momentKind } from '../moment.js';
import { isTimeZone, likelyTimeZone, ZONE } from '../time-zone.js';
import { likelySpan, SPAN } from '../weekdays.js';
import * as v from './values.js';

/** What `require` of an environment says, after its shape was checked. */
export type RequirementsData = z.output<ReturnType<typeof requirements>>;
export type ApprovalsData = NonNullable<RequirementsData['approvals']>;
export type WindowData = NonNullable<RequirementsData['windows']>[number];

/** Conditions that an environment asks of a release. */
export const requirements = v.once(() =>
  z.strictObject({
    digests: v.optional(v.flag(), 'Every image pinned by digest (default: true for type prod)'),
    verdict: v.optional(
      z.enum(['any', 'all']),
      'Whether one of the environments before has to have verified the release, or all (default: any)',
    ),
    combination: v.optional(
      z.enum(['exact', 'pairwise', 'each']),
      'What has to have been verified before: this very release, every pair of connected services, or each image (default: exact)',
    ),
    soak: v.optional(duration(), 'How long a release has to have run, healthy, in the environment before'),
    approvals: v.optional(
      z.union([people(), approvalRule()]),
      'How many people have to approve exactly this change; whoever made the release does not count',
    ),
    windows: v.optional(
      v.atLeastOne(z.array(window()), 'must list at least one window'),
      'When deployments may begin: while one of these is open (default: always)',
    ),
    ancestry: v.optional(
      z.enum(['any', 'not-older', 'descendant']),
      'How commits have to follow those that run (default: not-older)',
    ),
  }),
);

const duration = v.once(() =>
  v.checked(
    (value) => {
      if (DURATION.test(value)) return undefined;
      const why = `must be a duration such as 30m, 2h or 1d, not ${JSON.stringify(value)}`;
      return { why, hint: 'one whole number above 0, of at most six digits, and s, m, h or d' };
    },
    { pattern: DURATION.source },
  ),
);

const people = () => v.integer(1, 100).register(v.notes, { description: 'How many different people' });

function approvalRule() {
  return z.strictObject({
    count: people(),
    roles: v.optional(
      v.atLeastOne(z.array(v.text()), 'must list at least one role'),
      'Roles of the project of which each of them has one (default: anybody may approve)',
    ),
    expires: v.optional(duration(), 'How long an approval counts (default: as long as the change stays the same)'),
  });
}

function window() {
  return z.strictObject({
    days: v.optional(
      z.union([span(), v.atLeastOne(z.array(span()), 'must list at least one day')]),
      'The days on which the window begins; without them from and to are dates, and it is open once',
    ),
    from: moment(BEGINNING, 'When it begins: 09:00, or 2026-12-24T09:00 for a window that is open once'),
    to: moment(END, 'When it ends, up to 24:00; at or before "from": on the next day'),
    zone: v.optional(zone(), 'IANA name of the time zone, e.g. Europe/London (default: UTC)'),
  });
}

const span = v.once(() =>
  v.checked(
    (value) => {
      if (SPAN.test(value)) return undefined;
      const why = `must be a day such as mon or a span such as mon-fri, not ${JSON.stringify(value)}`;
      const likely = likelySpan(value);
      return { why, hint: likely === undefined ? 'days: mon, tue, wed, thu, fri, sat, sun' : meant(likely) };
    },
    { pattern: SPAN.source },
  ),
);

function moment(pattern: RegExp, description: string) {
  return v.checked(
    (value) => {
      if (!pattern.test(value)) return noMoment(value);
      if (momentKind(value) === 'time' || isRealDate(value)) return undefined;
      return `must be a day that the calendar has, not ${JSON.stringify(value)}`;
    },
    { description, pattern: pattern.source },
  );
}

function noMoment(value: string): v.Refusal {
  const why = `must be a time of day such as 09:00 or a day with a time such as 2026-12-24T09:00, not ${JSON.stringify(value)}`;
  if (value.endsWith('24:00')) return { why, hint: 'for midnight write 00:00 of the day after' };
  const likely = value
    .replace(' ', 'T')
    .replace(/(?<!\d)(?=\d[:.]\d\d$)/, '0')
    .replace(/\.(?=\d\d$)/, ':');
  return { why, hint: momentKind(likely) === undefined ? undefined : meant(likely) };
}

const zone = v.once(() =>
  v.checked(
    (value) => {
      if (isTimeZone(value)) return undefined;
      const why = `must be a time zone such as Europe/London or UTC, not ${JSON.stringify(value)}`;
      const likely = likelyTimeZone(value);
      return { why, hint: likely === undefined ? 'names are those of the IANA time zone database' : meant(likely) };
    },
    { pattern: ZONE.source },
  ),
);

function meant(text: string): string {
  return `did you mean "${text}"?`;
}
