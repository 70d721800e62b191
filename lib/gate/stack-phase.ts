/**
 * What CloudFormation is doing with a stack.
 *
 * - `forward`: it creates or updates it, and waits for answers
 * - `rollback`: it turns it back, or has done so
 * - `deletion`: it takes it away
 * - `rest`: nothing, or it tidies up after an update that went well
 */
export type StackPhase = 'forward' | 'rollback' | 'deletion' | 'rest';

/** The phase that a status of CloudFormation tells. A status that is not known is taken for rest: nobody waits. */
export function phaseOf(status: string): StackPhase {
  if (status.includes('ROLLBACK')) return 'rollback';
  if (status.startsWith('DELETE_')) return 'deletion';
  return FORWARD.has(status) ? 'forward' : 'rest';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const FORWARD: ReadonlySet<string> = new Set(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS']);
