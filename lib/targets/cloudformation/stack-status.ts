/** What the status of a CloudFormation stack says of it. */
export interface StackCondition {
  /** Whether anything stands there: not after a creation that failed and was cleared away, nor before it began. */
  readonly stands: boolean;
  /** Whether CloudFormation, or another who uses it, is still at work. */
  readonly working: boolean;
  /** Whether its last change was turned back. */
  readonly rolledBack: boolean;
}

/** Reads a stack's status (`UPDATE_COMPLETE`); any that AWS may add is judged by its parts. */
export function stackCondition(status: string): StackCondition {
  // Somebody made a change set for a stack that does not exist, and may never execute it.
  if (status === 'REVIEW_IN_PROGRESS') return { stands: false, working: false, rolledBack: false };
  return {
    stands: status !== 'ROLLBACK_COMPLETE' && status !== 'DELETE_COMPLETE',
    working: /_IN_PROGRESS$|^DELETE_PENDING$/.test(status),
    rolledBack: /(^|_)ROLLBACK_(COMPLETE|FAILED)$/.test(status),
  };
}
