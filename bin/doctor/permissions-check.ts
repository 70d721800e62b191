import { atMost, type Lazily } from '../../lib/aws/index.js';
import { attempt } from './attempt.js';
import type { Caller } from './caller.js';
import { type Finding, notChecked, ok, wrong } from './finding.js';
import { isProblem } from './is-problem.js';
import { type Permission, type PermissionPlace, permissions } from './permissions.js';
import { principalOf } from './principal.js';

/** What IAM decided of one action. */
interface Decided {
  readonly EvalActionName?: string | undefined;
  readonly EvalDecision?: string | undefined;
  /** Conditions of policies that nobody gave the values for. */
  readonly MissingContextValues?: readonly string[];
}

/** What of IAM is asked; its client is one. */
export interface SimulatesPolicies {
  getRole(input: { RoleName: string }): Promise<{ readonly Role?: { readonly Arn?: string | undefined } | undefined }>;
  simulatePrincipalPolicy(input: {
    PolicySourceArn: string;
    ActionNames: string[];
    ResourceArns: string[];
  }): Promise<{ readonly EvaluationResults?: readonly Decided[] }>;
}

const NAME = 'permissions';
const AT_ONCE = 4;

/**
 * Whether the caller has every permission that Slipway needs. IAM is asked what it would decide; policies of the
 * resources themselves, e.g. of a registry in another account, it leaves out.
 */
export async function checkPermissions(
  { arn }: Caller,
  place: PermissionPlace,
  iam: Lazily<SimulatesPolicies>,
): Promise<readonly Finding[]> {
  const principal = principalOf(arn);
  if (principal.kind === 'root') return [ok(NAME, 'all: the credentials are of the root of the account')];
  if (principal.kind === 'other')
    return [notChecked(NAME, `IAM cannot tell what ${arn} may do: it is neither a user nor a role`)];
  return attempt(NAME, async () => {
    const client = await iam();
    const source = principal.kind === 'user' ? principal.arn : await roleArn(client, principal);
    try {
      return await judged(client, source, place);
    } catch (error) {
      return [notAnswered(error, source)];
    }
  });
}

/** A role may lie under a path that only IAM knows; where it may not be asked, most lie under none. */
async function roleArn(iam: SimulatesPolicies, { arn, roleName }: { arn: string; roleName: string }): Promise<string> {
  try {
    const { Role } = await iam.getRole({ RoleName: roleName });
    return Role?.Arn ?? arn;
  } catch {
    return arn;
  }
}

async function judged(iam: SimulatesPolicies, source: string, place: PermissionPlace): Promise<readonly Finding[]> {
  const asked = permissions.flatMap((permission) => {
    const resource = permission.resource(place);
    return resource === undefined ? [] : [{ permission, resource }];
  });
  const answers = await atMost(AT_ONCE, asked, async ({ permission, resource }) => {
    const { EvaluationResults = [] } = await iam.simulatePrincipalPolicy({
      PolicySourceArn: source,
      ActionNames: [...permission.actions],
      ResourceArns: [resource],
    });
    return findingsOf(permission, resource, EvaluationResults);
  });
  const findings = answers.flat();
  const count = asked.reduce((sum, { permission }) => sum + permission.actions.length, 0);
  return findings.length === 0 ? [ok(NAME, `all ${count} that Slipway needs`)] : findings;
}

function findingsOf(
  { actions, purpose }: Permission,
  resource: string,
  decided: readonly Decided[],
): readonly Finding[] {
  const refused = decided.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
  const depends = refused.filter(({ MissingContextValues = [] }) => MissingContextValues.length > 0);
  const missing = refused.filter((one) => !depends.includes(one));
  const told = new Set(decided.map(({ EvalActionName }) => EvalActionName));
  const untold = actions.filter((action) => !told.has(action));
  const unsure = [...untold, ...names(depends)];
  const keys = [...new Set(depends.flatMap(({ MissingContextValues = [] }) => MissingContextValues))].sort();
  return [
    ...(missing.length === 0
      ? []
      : [wrong(NAME, `missing, to ${purpose}: ${names(missing).join(', ')}`, `grant it on ${resource}`)]),
    ...(unsure.length === 0
      ? []
      : [
          notChecked(
            NAME,
            `not known, to ${purpose}: ${unsure.join(', ')}${keys.length === 0 ? '' : ` depends on ${keys.join(', ')}`}`,
          ),
        ]),
  ];
}

function names(decided: readonly Decided[]): readonly string[] {
  return decided.map(({ EvalActionName = '?' }) => EvalActionName);
}

/** That nobody may ask, or that nobody answers, says nothing about what is allowed. */
function notAnswered(error: unknown, source: string): Finding {
  if (isProblem(error, 'AccessDenied'))
    return notChecked(
      NAME,
      `IAM may not be asked what ${source} may do`,
      `grant iam:SimulatePrincipalPolicy and iam:GetRole on ${source} to whoever shall check it`,
    );
  const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return notChecked(NAME, `IAM did not tell what ${source} may do: ${why}`);
}
