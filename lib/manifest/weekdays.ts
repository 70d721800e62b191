import { didYouMean } from '../suggest.js';
import { WEEKDAYS, type Weekday } from './requirements.js';

const DAY = WEEKDAYS.join('|');

/** A day of the week, or two with all between them: `mon`, `mon-fri`, `sat-mon`. */
export const SPAN = new RegExp(`^(?:${DAY})(?:-(?:${DAY}))?$`);

/** The days of texts that {@link SPAN} matches, each once and in the order of the week. */
export function weekdaysOf(spans: readonly string[]): readonly Weekday[] {
  const days = new Set(spans.flatMap(daysOfSpan));
  return WEEKDAYS.filter((day) => days.has(day));
}

/** Days in the order of the week as people write them: three and more in a row as a span. */
export function weekdaysText(days: readonly Weekday[]): string | readonly Weekday[] {
  const [first, last] = [days[0], days[days.length - 1]];
  if (first === undefined || last === undefined || days.length < 3) return days;
  const span = `${first}-${last}`;
  return weekdaysOf([span]).length === days.length ? span : days;
}

/** The span that a mistyped one was likely meant to be. */
export function likelySpan(text: string): string | undefined {
  const days = text.split('-').map((word) => likelyDay(word.trim()));
  const span = days.join('-');
  return days.every((day) => day !== undefined) && SPAN.test(span) ? span : undefined;
}

function daysOfSpan(span: string): readonly Weekday[] {
  const [from = '', to = from] = span.split('-');
  const [first, last] = [WEEKDAYS.indexOf(from as Weekday), WEEKDAYS.indexOf(to as Weekday)];
  return WEEKDAYS.filter((_, day) => (first <= last ? first <= day && day <= last : first <= day || day <= last));
}

function likelyDay(word: string): Weekday | undefined {
  const lower = word.toLowerCase();
  const abbreviated = WEEKDAYS.find((day) => lower.startsWith(day));
  return abbreviated ?? (didYouMean(lower, WEEKDAYS) as Weekday | undefined);
}
