import { BEGINNING, END, isRealDate, momentKind } from '../../manifest/moment.js';
import { type Requirements, WEEKDAYS } from '../../manifest/requirements.js';
import { isTimeZone } from '../../manifest/time-zone.js';
import { count, flag, id, isText, list, mapOf, object, oneOf, optional, type Shape, text } from '../../shape.js';

/** The longest that a manifest can ask for: 999 999 days. */
const MOST_SECONDS = 999_999 * 86_400;

const duration = count(1, MOST_SECONDS);

const zone: Shape = (value) => (isText(value) && isTimeZone(value) ? undefined : ' is no time zone that is known here');

const moment =
  (kind: 'time' | 'date', pattern: RegExp): Shape =>
  (value) => {
    const fits = isText(value) && pattern.test(value) && momentKind(value) === kind;
    if (fits && (kind === 'time' || isRealDate(value))) return undefined;
    return kind === 'time' ? ' is not a time of day as HH:MM' : ' is not a time as YYYY-MM-DDTHH:MM';
  };

const weekly = object({
  days: list(oneOf(...WEEKDAYS)),
  from: moment('time', BEGINNING),
  to: moment('time', END),
  zone,
});
const once = object({ from: moment('date', BEGINNING), to: moment('date', END), zone });
const windowKind = object({ kind: oneOf('weekly', 'once') });

const window: Shape = (value) => {
  const why = windowKind(value);
  return why ?? ((value as { readonly kind: string }).kind === 'weekly' ? weekly : once)(value);
};

const requirements: Readonly<Record<keyof Requirements, Shape>> = {
  digests: flag,
  verdict: optional(oneOf('any', 'all')),
  combination: optional(oneOf('exact', 'pairwise', 'each')),
  soakSeconds: optional(duration),
  approvals: optional(
    object({ count: count(1, 100), roles: optional(list(text)), expiresSeconds: optional(duration) }),
  ),
  windows: optional(list(window)),
  ancestry: optional(oneOf('any', 'not-older', 'descendant')),
};

/**
 * Why a value cannot be weighed as the rules of a project, as the end of a sentence that begins with its name; undefined
 * where it can: then the law meets nothing in it that it does not expect. A requirement that is not known is let be, for
 * the law to refuse.
 */
export const whyNotAPolicy: Shape = object({
  id,
  name: text,
  roles: optional(mapOf(list(text))),
  environments: list(
    object({
      id,
      name: text,
      after: list(id),
      promote: optional(oneOf('manual', 'auto')),
      require: object(requirements),
    }),
  ),
  serviceSets: list(
    object({
      id,
      environments: list(id),
      services: list(object({ id, connects: optional(list(id)), containers: list(object({ id, artifact: text })) })),
    }),
  ),
});
