/** A beginning or an end of a window: a time of day, or a day with a time. */
export type MomentKind = 'time' | 'date';

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const DATE = `\\d{4}-\\d{2}-\\d{2}T${TIME}`;

/** `HH:MM` or `YYYY-MM-DDTHH:MM`. */
export const BEGINNING = new RegExp(`^(?:${TIME}|${DATE})$`);
/** As {@link BEGINNING}, or `24:00`. */
export const END = new RegExp(`^(?:${TIME}|24:00|${DATE})$`);

/** Which kind of moment a text is, or undefined where it is none. */
export function momentKind(text: string): MomentKind | undefined {
  if (!END.test(text)) return undefined;
  return text.includes('T') ? 'date' : 'time';
}

/** Whether the calendar has the day of a {@link momentKind date}: there is no 30th of February. */
export function isRealDate(text: string): boolean {
  const time = Date.parse(`${text}:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
