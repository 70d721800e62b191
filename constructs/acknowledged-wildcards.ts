import { Aws, Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Says why permissions of a construct of ours name more than one resource, in the words in which cdk-nag reports them.
 * Only what AWS leaves no other way for is acknowledged here: whoever uses the construct could not change it either.
 *
 * Written where `Validations.acknowledge` writes it, which in older versions refuses ids with several `::` in them, as
 * those of ARNs have.
 */
export function acknowledgeWildcards(
  scope: IConstruct,
  reasons: readonly (readonly [resource: string, reason: string])[],
): void {
  const rules = reasons.map(([resource, reason]) => [`AwsSolutions-IAM5[Resource::${named(scope, resource)}]`, reason]);
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, Object.fromEntries(rules));
}

/** As cdk-nag writes an ARN: what CloudFormation fills in stands in angle brackets. */
function named(scope: IConstruct, resource: string): string {
  const { account, region, partition } = Stack.of(scope);
  const parts: readonly (readonly [string, string])[] = [
    [partition, Aws.PARTITION],
    [region, Aws.REGION],
    [account, Aws.ACCOUNT_ID],
  ];
  return parts.reduce((text, [value, pseudo]) => {
    const { Ref } = Stack.of(scope).resolve(pseudo) as { readonly Ref: string };
    return value === pseudo ? text.replaceAll(value, `<${Ref}>`) : text;
  }, resource);
}
