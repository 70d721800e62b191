import { didYouMean } from '../suggest.js';

/** The shape of a name of the IANA database. Its abbreviations are left out: `BST` is the time of London, and of Dhaka. */
export const ZONE = /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** Whether a text names a time zone that the platform knows. */
export function isTimeZone(text: string): boolean {
  if (!ZONE.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** The time zone that a mistyped name, or the name of its city alone, was likely meant to be. */
export function likelyTimeZone(text: string): string | undefined {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const cities = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]));
  return cities.get(text) ?? didYouMean(text, zones) ?? cities.get(didYouMean(text, cities.keys()) ?? '');
}
