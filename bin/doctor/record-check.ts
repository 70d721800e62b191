import type { Delivery } from '../../lib/delivery/index.js';
import type { ProjectState } from '../../lib/promotion/index.js';
import { findingOf } from './attempt.js';
import { type Finding, notChecked, ok } from './finding.js';
import { isProblem } from './is-problem.js';

export interface RecordFound {
  readonly finding: Finding;
  /** What the record says; absent where it cannot be read. */
  readonly state?: ProjectState;
}

/** Whether the record can be read and every event of it is what was written. */
export async function checkRecord({ ledger, project }: Delivery): Promise<RecordFound> {
  try {
    const { state } = await ledger.view(project.id);
    return { finding: ok('record', told(state)), state };
  } catch (error) {
    // The check of the table tells about it, and what to do.
    if (isProblem(error, 'LedgerNotFound'))
      return { finding: notChecked('record', 'there is no table to read it from') };
    return { finding: findingOf('record', error) };
  }
}

function told({ releases, deploymentOrder }: ProjectState): string {
  const [made, deployed] = [Object.keys(releases).length, deploymentOrder.length];
  return made === 0
    ? 'nothing is recorded yet'
    : `sound: ${counted(made, 'release')}, ${counted(deployed, 'deployment')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
