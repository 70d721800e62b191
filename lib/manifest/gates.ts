import { durationText, secondsOf } from './duration.js';
import type { ApprovalRule, Requirements, Window } from './requirements.js';
import type { ApprovalsData, RequirementsData, WindowData } from './schema/requirements.js';
import { definedOnly } from './settings.js';
import { weekdaysOf, weekdaysText } from './weekdays.js';

type Words = Readonly<Record<string, unknown>>;

/** The zone of a window that names none. */
const DEFAULT_ZONE = 'UTC';

/** What an environment of a type requires, as checked data says. */
export function requirementsOf(data: RequirementsData, type: string): Requirements {
  const { digests, verdict, combination, soak, approvals, windows, ancestry } = data;
  return {
    digests: digests ?? type === 'prod',
    ...definedOnly({ verdict, combination }),
    ...(soak === undefined ? {} : { soakSeconds: secondsOf(soak) }),
    ...(approvals === undefined ? {} : { approvals: approvalRule(approvals) }),
    ...(windows === undefined ? {} : { windows: windows.map(windowOf) }),
    ...definedOnly({ ancestry }),
  };
}

/** What an environment of a type requires in the manifest's words, without what goes without saying. */
export function requirementsWords(require: Requirements, type: string): Words {
  const { digests, verdict, combination, soakSeconds, approvals, windows, ancestry } = require;
  return definedOnly({
    digests: digests === (type === 'prod') ? undefined : digests,
    verdict,
    combination,
    soak: soakSeconds === undefined ? undefined : durationText(soakSeconds),
    approvals: approvals === undefined ? undefined : approvalWords(approvals),
    windows: windows?.map(windowWords),
    ancestry,
  });
}

function approvalRule(data: ApprovalsData): ApprovalRule {
  if (typeof data === 'number') return { count: data };
  const { count, roles, expires } = data;
  return {
    count,
    ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
    ...(expires === undefined ? {} : { expiresSeconds: secondsOf(expires) }),
  };
}

function approvalWords({ count, roles, expiresSeconds }: ApprovalRule): number | Words {
  if (roles === undefined && expiresSeconds === undefined) return count;
  return definedOnly({
    count,
    roles,
    expires: expiresSeconds === undefined ? undefined : durationText(expiresSeconds),
  });
}

function windowOf({ days, from, to, zone = DEFAULT_ZONE }: WindowData): Window {
  if (days === undefined) return { kind: 'once', from, to, zone };
  return { kind: 'weekly', days: weekdaysOf(typeof days === 'string' ? [days] : days), from, to, zone };
}

function windowWords(window: Window): Words {
  const { from, to, zone } = window;
  return definedOnly({
    days: window.kind === 'weekly' ? weekdaysText(window.days) : undefined,
    from,
    to,
    zone: zone === DEFAULT_ZONE ? undefined : zone,
  });
}
