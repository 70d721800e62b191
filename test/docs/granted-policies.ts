import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { type LedgerGrants, ReleaseLedger } from '../../constructs/index.js';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
};

/** A policy as people copy it. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** What a grant on the ledger of project `shop` gives, in account 123456789012 and region us-east-1. */
export function grantedPolicy(grant: (grants: LedgerGrants, grantee: Role) => unknown): Policy {
  const stack = new Stack(new App(), 'People', { env: { account: '123456789012', region: 'us-east-1' } });
  const ledger = ReleaseLedger.fromLedgerAttributes(stack, 'Ledger', { tableName: 'slipway-shop', project: 'shop' });
  const grantee = new Role(stack, 'Somebody', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  grant(ledger.grants, grantee);
  const [policy] = grantee.node.children.filter(({ node }) => node.id === 'DefaultPolicy');
  if (policy === undefined) throw new Error('nothing was granted');
  const { document } = policy as unknown as { readonly document: object };
  return literal(stack.resolve(document)) as Policy;
}

/** Without what CloudFormation would fill in. */
function literal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(literal);
  if (value === null || typeof value !== 'object') return value;
  if ('Ref' in value) return PSEUDO[String(value.Ref)] ?? value;
  const join = 'Fn::Join' in value ? value['Fn::Join'] : undefined;
  if (Array.isArray(join)) return (literal(join[1]) as string[]).join(String(join[0]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]));
}
