import { StackStatus } from '@aws-sdk/client-cloudformation';
import { stackCondition } from '../../../lib/targets/cloudformation/stack-status.js';

function thoseThat(what: 'stands' | 'working' | 'rolledBack'): string[] {
  return Object.values(StackStatus).filter((status) => stackCondition(status)[what]);
}

describe('of all that a stack can be', () => {
  test('somebody is at work on those in progress, but not on one that only waits for a change set', () => {
    expect(thoseThat('working')).toEqual(
      Object.values(StackStatus).filter((status) => status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'),
    );
  });

  test('nothing stands where there is none yet, none any more, or its creation was turned back', () => {
    const nothing = Object.values(StackStatus).filter((status) => !stackCondition(status).stands);
    expect(nothing).toEqual(['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
  });

  test('those were turned back whose rollback is over, however it ended', () => {
    expect(thoseThat('rolledBack')).toEqual([
      'IMPORT_ROLLBACK_COMPLETE',
      'IMPORT_ROLLBACK_FAILED',
      'ROLLBACK_COMPLETE',
      'ROLLBACK_FAILED',
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_FAILED',
    ]);
  });
});
