import type { ResourceStatus, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { failureReasons } from '../../../lib/targets/cloudformation/failure-reasons.js';

const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/sockshop-dev/6f0c5f50-0c1e-11f1-9f6e-0a1b2c3d4e5f';
const at = (second: number): Date => new Date(Date.parse('2026-11-20T09:00:00Z') + second * 1000);

function event(second: number, resource: string, status: ResourceStatus, reason?: string): StackEvent {
  const isStack = resource === 'sockshop-dev';
  return {
    StackId: STACK,
    EventId: `${resource}-${status}-${second}`,
    StackName: 'sockshop-dev',
    LogicalResourceId: resource,
    PhysicalResourceId: isStack ? STACK : `physical-${resource}`,
    ResourceType: isStack ? 'AWS::CloudFormation::Stack' : 'AWS::ECS::Service',
    Timestamp: at(second),
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  };
}

/** As CloudFormation gives them: newest first. */
function told(...events: StackEvent[]): string[] {
  return [...failureReasons(events.reverse())];
}

const BREAKER =
  'Resource handler returned message: "Error occurred during operation \'ECS Deployment Circuit Breaker was triggered\'." (RequestToken: 4d1f, HandlerErrorCode: GeneralServiceException)';

test('first causes come first, without what was only cancelled and what is said of the stack as a whole', () => {
  expect(
    told(
      event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS', 'User Initiated'),
      event(1, 'Carts', 'UPDATE_IN_PROGRESS'),
      event(60, 'Carts', 'UPDATE_FAILED', BREAKER),
      event(61, 'Catalogue', 'UPDATE_FAILED', 'Resource update cancelled'),
      event(62, 'Front', 'UPDATE_FAILED', 'Invalid request provided: no such subnet'),
      event(63, 'sockshop-dev', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [Carts].'),
      event(90, 'sockshop-dev', 'UPDATE_ROLLBACK_COMPLETE'),
    ),
  ).toEqual([
    "Carts (AWS::ECS::Service): Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
    'Front (AWS::ECS::Service): Invalid request provided: no such subnet',
  ]);
});

test('a gate that refuses is told in its own words', () => {
  const words =
    'NotEvaluated: rel-0123456789ab ran in dev, and no verdict was recorded on it there (see `slipway why`)';
  expect(
    told(
      event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS'),
      event(
        2,
        'Gate',
        'UPDATE_FAILED',
        `Received response status [FAILED] from custom resource. Message returned: ${words} (RequestId: 7d6f0f2c-1)`,
      ),
    ),
  ).toEqual([`Gate (AWS::ECS::Service): ${words}`]);
});

test('what failed in an earlier update is not told', () => {
  const old = [
    event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS'),
    event(1, 'Carts', 'UPDATE_FAILED', 'old'),
    event(2, 'sockshop-dev', 'UPDATE_ROLLBACK_COMPLETE'),
  ];
  expect(
    told(...old, event(100, 'sockshop-dev', 'UPDATE_IN_PROGRESS'), event(101, 'Carts', 'UPDATE_FAILED', 'new')),
  ).toEqual(['Carts (AWS::ECS::Service): new']);
});

describe('where no update began this time', () => {
  const stack: Stack = { StackId: STACK, StackName: 'sockshop-dev', CreationTime: at(-500), StackStatus: undefined };
  const failed = [event(1, 'Carts', 'UPDATE_FAILED', 'why'), event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS')];
  const created = [event(1, 'Carts', 'CREATE_FAILED', 'why'), event(0, 'sockshop-dev', 'CREATE_IN_PROGRESS')];

  test.each<[string, readonly StackEvent[], Partial<Stack>, boolean]>([
    ['an update that the stack had seen', failed, { LastUpdatedTime: at(0) }, false],
    ['an update that came after it', failed, { LastUpdatedTime: at(-100) }, true],
    ['the first update of a stack', failed, {}, true],
    ['the creation that the stack came from', created, { StackStatus: 'ROLLBACK_COMPLETE' }, false],
    ['the creation of a stack that only waited for a change set', created, { StackStatus: 'REVIEW_IN_PROGRESS' }, true],
    ['the creation of another stack of that name', created, { StackId: 'another' }, true],
  ])('of %s is told, or not', (_, events, before, isTold) => {
    expect(failureReasons(events, { ...stack, ...before })).toHaveLength(isTold ? 1 : 0);
  });
});

test('where no resource is to blame, the stack says why', () => {
  expect(
    told(
      event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS'),
      event(1, 'sockshop-dev', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Export sockshop-dev:x cannot be deleted'),
    ),
  ).toEqual(['Export sockshop-dev:x cannot be deleted']);
});

test('where nothing failed there is nothing to tell', () => {
  expect(told(event(0, 'sockshop-dev', 'UPDATE_IN_PROGRESS'), event(1, 'Carts', 'UPDATE_COMPLETE'))).toEqual([]);
  expect(failureReasons([])).toEqual([]);
});
