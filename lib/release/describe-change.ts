import { imageVersion, versionsApart } from '../images/image-version.js';
import type { ImageChange } from './model.js';

export interface DescriptionOptions {
  /** Whether there is no release before it, so that everything is new and a list of it would say nothing. Default: false. */
  readonly first?: boolean;
  /** How many services are named before the rest is counted. Default: 8. */
  readonly limit?: number;
}

const DEFAULT_LIMIT = 8;
const FULL_COMMIT = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g;
const SHORT_COMMIT = 7;
const LONGEST_VERSION = 40;

/**
 * The description of a release that nobody described, from what changed, in one line of ASCII:
 * `carts 0.10.1 --> 0.10.17, carts-db 0.4.0 --> 0.4.1; new: orders 1.0.0; removed: cart`.
 */
export function describeChange(changes: readonly ImageChange[], options: DescriptionOptions = {}): string {
  if (changes.length === 0) return 'no change';
  if (options.first === true) return `first release of ${countServices(changes)}`;
  const ordered = [...changes].sort((a, b) => kindOf(a) - kindOf(b) || (a.artifact < b.artifact ? -1 : 1));
  const named = ordered.slice(0, options.limit ?? DEFAULT_LIMIT);
  const rest = ordered.length - named.length;
  const parts = [
    list('', named.flatMap(describeUpdate)),
    list('new: ', named.flatMap(describeAddition)),
    list('removed: ', named.flatMap(describeRemoval)),
    rest > 0 ? `and ${rest} more` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function describeUpdate({ artifact, from, to }: ImageChange): string[] {
  if (from === undefined || to === undefined) return [];
  const full = versionsApart(from, to);
  const short = full.map(shorten);
  const [before, after] = short[0] === short[1] ? full : short;
  return [`${artifact} ${before} --> ${after}`];
}

function describeAddition({ artifact, from, to }: ImageChange): string[] {
  return from === undefined && to !== undefined ? [`${artifact} ${shorten(imageVersion(to))}`] : [];
}

function describeRemoval({ artifact, to }: ImageChange): string[] {
  return to === undefined ? [artifact] : [];
}

/** Updates first, then what is new, then what is gone. */
function kindOf({ from, to }: ImageChange): number {
  if (to === undefined) return 2;
  return from === undefined ? 1 : 0;
}

/** A commit as git shortens it; anything else that is very long is cut. */
function shorten(version: string): string {
  const short = version.replace(FULL_COMMIT, (commit) => commit.slice(0, SHORT_COMMIT));
  return short.length > LONGEST_VERSION ? `${short.slice(0, LONGEST_VERSION)}...` : short;
}

function list(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `${title}${entries.join(', ')}`;
}

function countServices(changes: readonly ImageChange[]): string {
  const services = new Set(changes.map(({ artifact }) => artifact.split('/')[0]));
  return services.size === 1 ? '1 service' : `${services.size} services`;
}
