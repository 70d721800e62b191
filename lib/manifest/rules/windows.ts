import type { Findings } from '../findings.js';
import { BEGINNING, type MomentKind, momentKind } from '../moment.js';
import { childPath, entries, items, member, type Place, placeOfKey, type TreeNode, textOf } from '../text/tree.js';

/** The parts of a window fit together: those of one that comes back every week, or of one that is open once. */
export function checkWindows(project: TreeNode, findings: Findings): void {
  for (const environment of items(member(project, 'environments'))) {
    for (const window of items(member(member(environment, 'require'), 'windows'))) checkWindow(window, findings);
  }
}

interface Moment extends Place {
  readonly kind: MomentKind;
  readonly text: string;
}

/** What is no moment at all is told by the schema; here is judged what is left. */
function checkWindow(window: TreeNode, findings: Findings): void {
  const [from, to] = [momentOf(window, 'from'), momentOf(window, 'to')];
  const known = from ?? to;
  if (known === undefined) return;
  if (from !== undefined && to !== undefined && from.kind !== to.kind) {
    const message = `a window from ${from.text} cannot end at ${to.text}: one is a time of day, the other has a date`;
    findings.error(
      'InvalidValue',
      to,
      message,
      'give times of day for a window of every week, or dates for one of once',
    );
    return;
  }
  checkDays(window, known.kind, findings);
  if (from !== undefined && to !== undefined) checkOrder(from, to, findings);
}

function momentOf(window: TreeNode, key: 'from' | 'to'): Moment | undefined {
  const node = member(window, key);
  const text = textOf(node);
  const kind = text === undefined ? undefined : momentKind(text);
  if (node === undefined || text === undefined || kind === undefined) return undefined;
  if (key === 'from' && !BEGINNING.test(text)) return undefined;
  return { kind, text, offset: node.offset, path: node.path };
}

function checkDays(window: TreeNode, kind: MomentKind, findings: Findings): void {
  const days = entries(window).find(({ key }) => key === 'days');
  if (kind === 'time' && days === undefined) {
    findings.error(
      'MissingKey',
      { offset: window.offset, path: childPath(window.path, 'days') },
      `"${window.path}" has no "days", and no dates either`,
      'say on which days it is open, such as `days: mon-fri`, or give "from" and "to" a date',
    );
  }
  if (kind === 'date' && days !== undefined) {
    const message = 'a window with dates is open once, and has no "days"';
    findings.error('ConflictingKeys', placeOfKey(days), message, 'take out "days", or give times of day without dates');
  }
}

function checkOrder(from: Moment, to: Moment, findings: Findings): void {
  if (from.text === to.text) {
    const hint = from.kind === 'time' ? 'for a whole day write from 00:00 to 24:00' : undefined;
    findings.error('InvalidValue', to, `a window from ${from.text} to ${to.text} is never open`, hint);
  } else if (from.kind === 'date' && to.text < from.text) {
    findings.error('InvalidValue', to, `the window ends at ${to.text}, before it begins at ${from.text}`);
  }
}
