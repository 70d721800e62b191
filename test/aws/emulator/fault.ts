import type { Protocol, WireCall } from './wire-call.js';

/** An answer in AWS's stead. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What happens to a call instead of, or beside, being handed on:
 * - `answer`: it is not handed on, and this is the answer.
 * - `lost`: `before`: the connection breaks and nothing happened; `after`: it happened, and the connection breaks before
 *   the answer is sent.
 * - `hook`: called before the call is handed on, or after it happened and before its answer is sent; it says
 *   whether all goes on, or the connection breaks.
 */
export type Fault =
  | { readonly kind: 'answer'; readonly answer: (call: WireCall) => Answer }
  | { readonly kind: 'lost'; readonly when: 'before' | 'after' }
  | { readonly kind: 'hook'; readonly when: 'before' | 'after'; readonly run: Hook };

/** What it gives, or resolves to: `break` breaks the connection; with anything else all goes on. */
export type Hook = (call: WireCall) => unknown;

/** The faults that AWS and networks have. */
export const faults = {
  /** AWS's own error: 500, 502, 503 or 504. */
  unavailable: (status = 503): Fault =>
    refusal(status, { json: 'ServiceUnavailable', query: 'ServiceUnavailable', rest: 'ServiceException' }),

  /** Too many calls, as the service itself says it. */
  throttled: (): Fault => ({
    kind: 'answer',
    answer: ({ protocol, service }) => {
      if (protocol === 'rest-json') return error(protocol, 429, 'TooManyRequestsException', 'Rate Exceeded.');
      if (protocol === 'rest-xml') return error(protocol, 503, 'SlowDown', 'Please reduce your request rate.');
      const code = protocol === 'query' ? 'Throttling' : 'ThrottlingException';
      return error(
        protocol,
        400,
        service === 'dynamodb' ? 'ProvisionedThroughputExceededException' : code,
        'Rate exceeded',
      );
    },
  }),

  /** The caller may not do this. */
  denied: (): Fault => ({
    kind: 'answer',
    answer: ({ protocol, name }) => {
      const code = protocol === 'query' || protocol === 'rest-xml' ? 'AccessDenied' : 'AccessDeniedException';
      const text = `User: arn:aws:iam::123456789012:user/testing is not authorized to perform: ${name}`;
      return error(protocol, protocol === 'json' ? 400 : 403, code, text);
    },
  }),

  /** An error that the service's model knows: `ResourceNotFoundException`. */
  modelled: (code: string, message = code, status = 400): Fault => ({
    kind: 'answer',
    answer: ({ protocol }) => error(protocol, status, code, message),
  }),

  /** The connection breaks before anything happened. */
  brokenConnection: (): Fault => ({ kind: 'lost', when: 'before' }),

  /** What was asked for happened, and the answer is lost. */
  lostAnswer: (): Fault => ({ kind: 'lost', when: 'after' }),

  /** It is handed on after so many milliseconds. To hold a call until something happened use a hook. */
  delayed: (ms: number): Fault => ({
    kind: 'hook',
    when: 'before',
    run: () => new Promise((resolve) => setTimeout(() => resolve('go on'), ms)),
  }),
};

function refusal(status: number, codes: { json: string; query: string; rest: string }): Fault {
  return {
    kind: 'answer',
    answer: ({ protocol }) => {
      const code = protocol === 'json' ? codes.json : protocol === 'rest-json' ? codes.rest : codes.query;
      return error(protocol, status, code, 'Service is unable to handle request.');
    },
  };
}

function error(protocol: Protocol, status: number, code: string, message: string): Answer {
  switch (protocol) {
    case 'json':
      return json(status, { __type: code, message }, {});
    case 'rest-json':
      return json(status, { message, Type: 'User' }, { 'x-amzn-errortype': code });
    case 'query':
      return xml(status, `<ErrorResponse><Error><Type>Sender</Type>${told(code, message)}</Error></ErrorResponse>`);
    case 'rest-xml':
      return xml(status, `<Error>${told(code, message)}</Error>`);
  }
}

function told(code: string, message: string): string {
  return `<Code>${code}</Code><Message>${message}</Message>`;
}

function json(status: number, body: object, headers: Record<string, string>): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', ...headers }, body: JSON.stringify(body) };
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}
