import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';

/** Hosts of private ECR registries: the plain one, FIPS, dual stack, and China's. */
const ECR_HOST =
  /^(?<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/;

/** What may be pulled by one role: one statement that grows, instead of one for each container. */
interface PullGrant {
  readonly statement: PolicyStatement;
  readonly repositories: Set<string>;
}

const GRANTS = new WeakMap<IRole, PullGrant>();

/**
 * Lets a task pull from a private ECR repository in whatever account and region its registry is. Nothing is looked up
 * and nothing is done for other registries. A repository of another account has to allow it too, by its own policy.
 */
export function grantEcrPull(taskDefinition: TaskDefinition, domain: string, path: string): void {
  const host = ECR_HOST.exec(domain)?.groups;
  if (host === undefined) return;
  const repository = Stack.of(taskDefinition).formatArn({
    service: 'ecr',
    account: host.account,
    region: host.region,
    resource: 'repository',
    resourceName: path,
  });
  const grant = grantOf(taskDefinition.obtainExecutionRole());
  if (grant.repositories.has(repository)) return;
  grant.repositories.add(repository);
  grant.statement.addResources(repository);
}

function grantOf(role: IRole): PullGrant {
  const known = GRANTS.get(role);
  if (known !== undefined) return known;
  const statement = new PolicyStatement({
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  });
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
  role.addToPrincipalPolicy(statement);
  const grant = { statement, repositories: new Set<string>() };
  GRANTS.set(role, grant);
  return grant;
}
