import type { Environment } from '../../lib/manifest/index.js';
import type { Caller } from './caller.js';
import { type Finding, notChecked, ok, wrong } from './finding.js';

/** Whether the environments lie in the account that is called, as far as the manifest says where they lie. */
export function checkAccounts(environments: readonly Environment[], { account }: Caller): readonly Finding[] {
  const named = environments.filter(({ aws }) => aws.account !== undefined);
  const elsewhere = named.filter(({ aws }) => aws.account !== account);
  if (named.length === 0) return [notChecked('account', `${account}; the manifest names none`)];
  if (elsewhere.length === 0) return [ok('account', `${account}, as the manifest says`)];
  return elsewhere.map(({ id, aws }) => ({
    ...wrong(
      'account',
      `${id} is in account ${aws.account}, and the credentials are for ${account}`,
      `sign in to ${aws.account}, e.g. with AWS_PROFILE=<profile>; \`aws sts get-caller-identity\` shows where you are`,
    ),
    environment: id,
  }));
}
