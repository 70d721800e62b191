/** What a request of CloudFormation has to be answered under. */
export interface ReturnAddress {
  readonly url: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  readonly physicalId?: string;
}

/** One request of CloudFormation to a custom resource. */
export interface CustomResourceRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly resourceType: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly requestId: string;
  readonly logicalId: string;
  /** Absent exactly for Create. */
  readonly physicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Of an update: what the resource had before. */
  readonly oldProperties?: Readonly<Record<string, unknown>>;
}

/**
 * What came in.
 *
 * - `unanswerable`: nobody can be told, because it does not say whom
 * - `odd`: it can be answered, but not be understood
 */
export type Incoming =
  | { readonly kind: 'request'; readonly address: ReturnAddress; readonly request: CustomResourceRequest }
  | { readonly kind: 'odd'; readonly address: ReturnAddress; readonly isDelete: boolean; readonly why: string }
  | { readonly kind: 'unanswerable'; readonly why: string };

/** Whether a value claims to be a request of CloudFormation. */
export function isCustomResourceEvent(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'RequestType') && Object.hasOwn(value, 'ResponseURL');
}

/**
 * Reads what CloudFormation sends to a custom resource; never throws.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function readIncoming(value: unknown): Incoming {
  if (!isObject(value)) return { kind: 'unanswerable', why: 'the request is not an object' };
  const { ResponseURL: url, StackId: stackId, RequestId: requestId, LogicalResourceId: logicalId } = value;
  for (const [name, member] of Object.entries({ ResponseURL: url, StackId: stackId, RequestId: requestId }))
    if (!isText(member)) return { kind: 'unanswerable', why: `the request has no ${name}` };
  if (!isText(url) || !isText(stackId) || !isText(requestId) || !isText(logicalId))
    return { kind: 'unanswerable', why: 'the request has no LogicalResourceId' };
  const { PhysicalResourceId: physicalId } = value;
  const address = { url, stackId, requestId, logicalId, ...(isText(physicalId) ? { physicalId } : {}) };
  const request = understand(value, address);
  return typeof request === 'string'
    ? { kind: 'odd', address, isDelete: value.RequestType === 'Delete', why: request }
    : { kind: 'request', address, request };
}

const STACK = /^arn:[^:]*:cloudformation:[^:]*:[^:]*:stack\/([A-Za-z0-9-]+)\/[^/]+$/;

/** The request, or why it cannot be understood. */
function understand(value: Record<string, unknown>, address: ReturnAddress): CustomResourceRequest | string {
  const { RequestType: type, ResourceType: resourceType, ResourceProperties: properties } = value;
  if (type !== 'Create' && type !== 'Update' && type !== 'Delete')
    return `the RequestType ${quote(type)} is not Create, Update or Delete`;
  const stackName = STACK.exec(address.stackId)?.[1];
  if (stackName === undefined) return `the StackId ${quote(address.stackId)} is not the ARN of a stack`;
  if (!isText(resourceType)) return 'the request has no ResourceType';
  if (!isObject(properties)) return 'the request has no ResourceProperties';
  if (type !== 'Create' && address.physicalId === undefined) return `${type} needs a PhysicalResourceId`;
  const { OldResourceProperties: oldProperties } = value;
  const { url: _, ...ids } = address;
  return { type, resourceType, stackName, ...ids, properties, ...(isObject(oldProperties) ? { oldProperties } : {}) };
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
