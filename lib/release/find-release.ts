import type { ReleaseId } from '../ids.js';
import { quote } from '../images/quote.js';
import { SlipwayError } from '../problem.js';
import { didYouMean } from '../suggest.js';
import type { Release } from './model.js';
import type { ReleaseProblemCode } from './problems.js';

/** Releases in any form in which they are at hand; a state's `releases` is one. */
export type Releases = Iterable<Release> | Readonly<Record<ReleaseId, Release>>;

export type ReleaseLookup =
  | { readonly kind: 'found'; readonly release: Release }
  | { readonly kind: 'not-found' }
  /** Newest first, at least two. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Release[] };

const NUMBER = /^[1-9][0-9]*$/;
const PREFIX = /^(?:rel-[0-9a-f]{1,12}|[0-9a-f]{4,12})$/;
const NEWEST_SHOWN = 3;

/**
 * The release that a text names: by number (`12`), by id (`rel-0123456789ab`) or by the beginning of one (`rel-01`, or
 * at least four bare digits `0123`). A text of decimal digits only is a number first. Two releases can have one number
 * after two branches of a record were merged; neither is then preferred.
 */
export function findRelease(releases: Releases, text: string): ReleaseLookup {
  const all = newestFirst(releases);
  const byNumber = NUMBER.test(text) ? all.filter(({ number }) => String(number) === text) : [];
  if (byNumber.length > 0) return lookup(byNumber);
  if (!PREFIX.test(text)) return { kind: 'not-found' };
  const prefix = text.startsWith('rel-') ? text : `rel-${text}`;
  return lookup(all.filter(({ id }) => id.startsWith(prefix)));
}

/**
 * As {@link findRelease}, for those who cannot go on without.
 *
 * @throws SlipwayError `input` with `UnknownRelease` or `AmbiguousRelease`
 */
export function requireRelease(releases: Releases, text: string): Release {
  const found = findRelease(releases, text);
  if (found.kind === 'found') return found.release;
  throw new SlipwayError(
    'input',
    found.kind === 'ambiguous'
      ? problem(
          'AmbiguousRelease',
          `${quote(text)} may be any of ${found.candidates.length} releases`,
          `give more of the id of ${found.candidates.map(name).join(', ')}`,
        )
      : problem('UnknownRelease', `there is no release ${quote(text)}`, whatThereIs(releases, text)),
  );
}

function lookup(candidates: readonly Release[]): ReleaseLookup {
  const [first, ...others] = candidates;
  if (first === undefined) return { kind: 'not-found' };
  return others.length === 0 ? { kind: 'found', release: first } : { kind: 'ambiguous', candidates };
}

function whatThereIs(releases: Releases, text: string): string {
  const all = newestFirst(releases);
  if (all.length === 0) return 'no release was made yet: make one with `slipway release create`';
  const guess = didYouMean(
    text,
    all.map(({ id }) => id),
  );
  if (guess !== undefined) return `did you mean ${guess}?`;
  return `the newest ${all.length === 1 ? 'is' : 'are'} ${all.slice(0, NEWEST_SHOWN).map(name).join(', ')}`;
}

function name({ id, number }: Release): string {
  return `${id} (number ${number})`;
}

function newestFirst(releases: Releases): readonly Release[] {
  const all: readonly Release[] = isIterable(releases) ? [...releases] : Object.values(releases);
  const once = new Map(all.map((release) => [release.id, release]));
  return [...once.values()].sort((a, b) => b.number - a.number || (a.id < b.id ? -1 : 1));
}

function isIterable(releases: Releases): releases is Iterable<Release> {
  return Symbol.iterator in releases;
}

function problem(code: ReleaseProblemCode, message: string, hint: string) {
  return { code, message, hint };
}
