import { type Finding, ok, wrong } from './finding.js';
import { isInRange } from './version-range.js';

/** Whether Node is new enough; `needed` as in `engines` of a package. */
export function checkNode(running: string, needed: string): Finding {
  if (isInRange(running, needed)) return ok('node', running);
  return wrong('node', `${running} is too old: ${needed} is needed`, 'install a newer Node from https://nodejs.org');
}
