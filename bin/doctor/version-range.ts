/** `2.1148.1`, without what marks a version before its release. */
type Version = readonly [major: number, minor: number, patch: number];

const VERSION = /^[v^~>=\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?/;

/** The numbers of a version, or the lowest that a range allows; undefined where there are none. */
export function versionNumbers(text: string): Version | undefined {
  const [, major, minor = '0', patch = '0'] = VERSION.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Whether a version is in a range: `^1.2.3`, `~1.2.3`, `>=1.2.3` or exactly `1.2.3`. */
export function isInRange(version: string, range: string): boolean {
  const [found, lowest] = [versionNumbers(version), versionNumbers(range)];
  if (found === undefined || lowest === undefined) return false;
  if (compare(found, lowest) < 0) return false;
  if (range.startsWith('>=')) return true;
  if (range.startsWith('^')) return sameLine(found, lowest);
  if (range.startsWith('~')) return found[0] === lowest[0] && found[1] === lowest[1];
  return compare(found, lowest) === 0;
}

/** Whether neither of two versions breaks what the other does: the same major version, below 1 the same minor one. */
export function areCompatible(one: string, other: string): boolean {
  const [a, b] = [versionNumbers(one), versionNumbers(other)];
  return a !== undefined && b !== undefined && sameLine(a, b);
}

function sameLine(one: Version, other: Version): boolean {
  return one[0] === other[0] && (one[0] > 0 || one[1] === other[1]);
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
