import type { IncomingHttpHeaders } from 'node:http';

/** How a service of AWS words its requests and errors. */
export type Protocol = 'json' | 'query' | 'rest-json' | 'rest-xml';

/** One request to AWS as it was seen at the wire. */
export interface WireCall {
  /** From 1, in the order in which the calls arrived. */
  readonly number: number;
  /** `ssm:GetParameters`; for S3 `s3:GET /bucket/key`. */
  readonly name: string;
  readonly service: string;
  readonly action: string;
  readonly userAgent: string;
  /** Whether Slipway made it and not another program, by the user agent. */
  readonly ours: boolean;
  readonly protocol: Protocol;
  /** The request's body. */
  readonly body: string;
}

/** What a request of the SDK calls, by its headers, path and body. */
export function readCall(
  number: number,
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: string,
): WireCall {
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  const service = scope ?? 'unknown';
  const { action, protocol } = actionOf(service, method, url, headers, body);
  const userAgent = [headers['user-agent'], headers['x-amz-user-agent']].filter(Boolean).join(' ');
  const ours = /(^|\s)slipway\/\d/.test(userAgent);
  return { number, name: `${service}:${action}`, service, action, userAgent, ours, protocol, body };
}

function actionOf(
  service: string,
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: string,
): Pick<WireCall, 'action' | 'protocol'> {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { action: target.split('.').at(-1) ?? target, protocol: 'json' };
  const { pathname, searchParams } = new URL(url, 'http://aws');
  const query = new URLSearchParams(body).get('Action') ?? searchParams.get('Action');
  if (query !== null) return { action: query, protocol: 'query' };
  if (service === 'lambda') return { action: lambdaAction(method, pathname), protocol: 'rest-json' };
  return { action: `${method} ${pathname}`, protocol: service === 's3' ? 'rest-xml' : 'rest-json' };
}

function lambdaAction(method: string, path: string): string {
  if (/\/invocations$/.test(path)) return 'Invoke';
  if (/\/functions\/[^/]+\/configuration$/.test(path)) {
    return method === 'GET' ? 'GetFunctionConfiguration' : 'UpdateFunctionConfiguration';
  }
  if (/\/functions\/[^/]+$/.test(path) && method === 'GET') return 'GetFunction';
  return `${method} ${path}`;
}
