import type { Findings } from '../findings.js';
import { entries, isNull, member, placeOfKey, type TreeNode, textOf } from '../text/tree.js';

/** What the two historic ways of listing services become. */
export interface UpgradedParts {
  readonly account?: TreeNode;
  readonly environments?: TreeNode;
  readonly services?: TreeNode;
  readonly serviceSets?: TreeNode;
}

/** A member that is there and not null. */
export function present(node: TreeNode, key: string): TreeNode | undefined {
  const found = member(node, key);
  return isNull(found) ? undefined : found;
}

/** The tool read `region_name` in some years and `aws_region_name` in others. */
export function regionOf(node: TreeNode, findings: Findings): TreeNode | undefined {
  const [one, other] = [present(node, 'region_name'), present(node, 'aws_region_name')];
  if (one !== undefined && other !== undefined && textOf(one) !== textOf(other)) {
    findings.error(
      'ConflictingKeys',
      other,
      `"region_name" and "aws_region_name" name different regions`,
      'keep one of them',
    );
  }
  return one ?? other;
}

/** Warns of keys that the old tool took and that have nothing to act on here. */
export function warnIgnored(node: TreeNode, keys: readonly string[], why: string, findings: Findings): void {
  for (const entry of entries(node)) {
    if (keys.includes(entry.key) && !isNull(entry.value)) {
      findings.warn('IgnoredKey', placeOfKey(entry), `"${entry.key}" has no effect here: ${why}`);
    }
  }
}
