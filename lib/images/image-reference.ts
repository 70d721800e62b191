import type { Digest } from '../ids.js';
import { quote } from './quote.js';

/** A container image: `[domain/]path[:tag][@digest]`, taken apart by the grammar of the distribution project. */
export interface ImageReference {
  /** Registry host with its port. As in the grammar, whatever stands before the first slash and could be a host. */
  readonly domain?: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

/** Why a text is no image reference; the kinds that the distribution project tells apart. */
export type ImageReferenceError =
  | 'name-empty'
  | 'invalid-format'
  | 'digest-invalid-length'
  | 'digest-unsupported'
  | 'name-uppercase'
  | 'name-too-long';

export type ParsedImageReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly error: ImageReferenceError; readonly message: string };

/** Longest path that the distribution grammar accepts, in characters, without domain, tag and digest. */
const MAX_PATH_LENGTH = 255;

const HOST_LABEL = '[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*';
const HOST = String.raw`(?:${HOST_LABEL}(?:\.${HOST_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}';
const GRAMMAR = new RegExp(
  `^(?:(?<domain>${HOST})/)?(?<path>${PATH_PART}(?:/${PATH_PART})*)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

const SCHEME = /^(?:https?|docker):\/\//i;

/**
 * Takes an image reference apart. A scheme in front (`http://`, `https://`, `docker://`) is dropped; nothing is added:
 * `nginx` stays `nginx`. The grammar is that of github.com/distribution/reference.
 */
export function parseImageReference(text: string): ParsedImageReference {
  const bare = text.replace(SCHEME, '');
  if (bare === '') return refuse(text, 'name-empty', 'it is empty');
  const groups = GRAMMAR.exec(bare)?.groups;
  if (groups === undefined) return whyNotByForm(text, bare);
  const { domain, path = '', tag, digest } = groups;
  if (path.length > MAX_PATH_LENGTH)
    return refuse(text, 'name-too-long', `its path is longer than ${MAX_PATH_LENGTH} characters`);
  const wrongDigest = digest === undefined ? undefined : whyNotADigest(text, digest);
  if (wrongDigest !== undefined) return wrongDigest;
  return {
    ok: true,
    reference: {
      ...(domain === undefined ? {} : { domain }),
      path,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest: digest as Digest }),
    },
  };
}

/** The text of a reference; the inverse of {@link parseImageReference}. */
export function formatImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${repositoryOf(reference)}${tag}${digest}`;
}

/** Registry and path of a reference, without tag and digest. */
export function repositoryOf(reference: ImageReference): string {
  return reference.domain === undefined ? reference.path : `${reference.domain}/${reference.path}`;
}

function whyNotByForm(text: string, bare: string): ParsedImageReference {
  if (/\s/.test(bare)) return refuse(text, 'invalid-format', 'it holds white space');
  if (GRAMMAR.test(bare.toLowerCase()))
    return refuse(text, 'name-uppercase', 'its path holds upper-case letters, which no registry accepts');
  return refuse(text, 'invalid-format', 'it is not of the form registry/path[:tag][@sha256:<64 hex digits>]');
}

function whyNotADigest(text: string, digest: string): ParsedImageReference | undefined {
  const [algorithm, hex = ''] = digest.split(':');
  if (algorithm !== 'sha256') return refuse(text, 'digest-unsupported', `its digest is not sha256 but ${algorithm}`);
  if (hex.length !== 64)
    return refuse(text, 'digest-invalid-length', `its digest has ${hex.length} hex digits and not 64`);
  if (hex !== hex.toLowerCase()) return refuse(text, 'invalid-format', 'its digest holds upper-case digits');
  return undefined;
}

function refuse(text: string, error: ImageReferenceError, why: string): ParsedImageReference {
  return { ok: false, error, message: `${quote(text)} is not an image: ${why}` };
}
