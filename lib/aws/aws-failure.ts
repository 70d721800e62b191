import { SlipwayError } from '../problem.js';
import type { AwsProblemCode } from './problems.js';

/** Which call of AWS's API failed: `ssm` and `GetParameters`. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken(Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|MissingAuthenticationToken(Exception)?)$/;
const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|AuthorizationError(Exception)?)$/;
const THROTTLED =
  /^(Throttl(ing|ed)(Exception)?|TooManyRequests(Exception)?|ProvisionedThroughputExceededException|RequestLimitExceeded|SlowDown|ThrottledException|RequestThrottled(Exception)?)$/;
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|TimeoutError|ERR_SOCKET.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*)$/;

/**
 * What an error of the SDK means to the user, where it is of a kind that any call may end with: credentials, region,
 * permission, throttling, the network, AWS itself. Everything else is the caller's to understand and is returned as it is.
 */
export function explainAws(error: unknown, { service, action }: AwsCall): unknown {
  if (!(error instanceof Error) || error instanceof SlipwayError) return error;
  const { name, code, message, $metadata, $retryable } = error as SdkError;
  const call = `${service}:${action}`;
  if (CREDENTIALS.test(name))
    return unavailable('NoCredentials', `AWS does not take the credentials: ${firstLine(message)}`, {
      hint: 'sign in, e.g. with `aws sso login`, or name a profile with AWS_PROFILE; `aws sts get-caller-identity` shows who you are',
    });
  if (/Region is missing/.test(message))
    return unavailable('NoRegion', 'it is not known which AWS region is meant', {
      hint: 'set AWS_REGION, or `region` in your AWS profile or the manifest',
    });
  if (DENIED.test(name) || $metadata?.httpStatusCode === 403)
    return unavailable('AccessDenied', `the AWS caller may not call ${call}: ${firstLine(message)}`, {
      hint: `grant ${permissions[call] ?? call}; \`slipway doctor\` lists every permission that is missing`,
    });
  if (THROTTLED.test(name) || $retryable?.throttling === true || $metadata?.httpStatusCode === 429)
    return unavailable('AwsThrottled', `AWS refused ${call} again and again, because there were too many calls`, {
      hint: 'wait a little and run the command again; it goes on where it stopped',
    });
  if (NETWORK.test(code ?? '') || NETWORK.test(name))
    return unavailable('AwsUnreachable', `AWS cannot be reached for ${call}: ${firstLine(message)}`, {
      hint: 'look at the network, the region, and AWS_ENDPOINT_URL where it is set',
    });
  if (($metadata?.httpStatusCode ?? 0) >= 500)
    return unavailable(
      'AwsUnavailable',
      `AWS answered ${call} with an error of its own: ${firstLine(message) || name}`,
      {
        hint: 'run the command again; it goes on where it stopped',
      },
    );
  return error;
}

/** Permissions that are called otherwise than the calls that need them. */
const permissions: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'dynamodb:TransactWriteItems': 'dynamodb:PutItem and dynamodb:UpdateItem',
};

function unavailable(code: AwsProblemCode, message: string, { hint }: { readonly hint: string }): SlipwayError {
  return new SlipwayError('unavailable', { code, message, hint });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
