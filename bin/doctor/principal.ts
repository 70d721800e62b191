/** An identity whose policies IAM can look at. */
export type Principal =
  | { readonly kind: 'user'; readonly arn: string }
  /** A session of a role; the ARN of a session leaves out the path of its role. */
  | { readonly kind: 'role'; readonly arn: string; readonly roleName: string }
  /** The root of an account may do everything that the organization allows. */
  | { readonly kind: 'root' }
  | { readonly kind: 'other' };

/** Whose policies decide what a caller may do, by the ARN that STS gives; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function principalOf(arn: string): Principal {
  const [, partition = 'aws', service, , account = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'iam' && resource === 'root') return { kind: 'root' };
  if (service === 'iam' && resource.startsWith('user/')) return { kind: 'user', arn };
  const roleName = service === 'sts' ? /^assumed-role\/([^/]+)\//.exec(resource)?.[1] : undefined;
  if (roleName === undefined) return { kind: 'other' };
  return { kind: 'role', arn: `arn:${partition}:iam::${account}:role/${roleName}`, roleName };
}
