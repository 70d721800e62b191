import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';

/** How far apart AWS's own times of one update are, at most, and two updates at least. */
const SAME_MS = 1_000;

/**
 * Why the newest operation on a stack failed, first causes first; one sentence each, with the resource before it.
 *
 * @param events newest first, as CloudFormation gives them
 * @param before the stack as it was beforehand; an operation that it had seen then is not told again
 */
export function failureReasons(events: readonly StackEvent[], before?: Stack): readonly string[] {
  const operation = newestOperation(events);
  const begun = operation.at(-1);
  if (begun === undefined || (before !== undefined && isOlder(begun, before))) return [];
  const failures = operation.filter(isFailure).reverse();
  const causes = failures.filter((event) => !isOfStack(event));
  return [...new Set((causes.length > 0 ? causes : failures).map(inWords))];
}

/** Whether the operation has been found: no further page of events is needed. */
export function coversOperation(events: readonly StackEvent[]): boolean {
  return events.some(isBeginning);
}

function newestOperation(events: readonly StackEvent[]): readonly StackEvent[] {
  const first = events.findIndex(isBeginning);
  return first === -1 ? events : events.slice(0, first + 1);
}

/** The event with which CloudFormation begins what a user asked for; a rollback is part of that. */
function isBeginning(event: StackEvent): boolean {
  return isOfStack(event) && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.ResourceStatus ?? '');
}

function isOlder(begun: StackEvent, before: Stack): boolean {
  if (begun.StackId !== before.StackId) return false;
  if (begun.ResourceStatus === 'CREATE_IN_PROGRESS') return before.StackStatus !== 'REVIEW_IN_PROGRESS';
  const touched = before.LastUpdatedTime ?? before.CreationTime;
  return (
    touched !== undefined && begun.Timestamp !== undefined && begun.Timestamp.getTime() <= touched.getTime() + SAME_MS
  );
}

function isOfStack({ PhysicalResourceId, StackId }: StackEvent): boolean {
  return PhysicalResourceId !== undefined && PhysicalResourceId === StackId;
}

/** CloudFormation says of everything that it gave up because of another failure that it was cancelled. */
function isFailure({ ResourceStatus: status, ResourceStatusReason: reason = '' }: StackEvent): boolean {
  const failed = status !== undefined && /_FAILED$|^(UPDATE_)?ROLLBACK_IN_PROGRESS$/.test(status);
  return failed && reason !== '' && !/^Resource (creation|update) cancelled/i.test(reason);
}

function inWords(event: StackEvent): string {
  const reason = plain(event.ResourceStatusReason ?? '');
  return isOfStack(event) ? reason : `${event.LogicalResourceId} (${event.ResourceType}): ${reason}`;
}

/** The words inside of what CloudFormation puts around them: ids of requests, and who handed them on. */
function plain(reason: string): string {
  const text = reason.replace(/\s+/g, ' ').trim();
  const custom = /^Received response status \[FAILED\] from custom resource\. Message returned: (.*)$/.exec(text)?.[1];
  const handler = /^Resource handler returned message: "(.*)" \([^()]*\)$/.exec(text)?.[1];
  return (custom ?? handler ?? text).replace(/ \((RequestId|Request ID): [^)]*\)$/i, '');
}
