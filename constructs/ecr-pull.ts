import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';

/** Hosts of private ECR registries: the plain one, FIPS, dual stack, and China's. */
const ECR_HOST =
  /^(?<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/;

/** What may be pulled by one role: few statements that are filled one after another, instead of one for each container. */
interface PullGrant {
  statement: PolicyStatement | undefined;
  readonly repositories: Set<string>;
}

/**
 * A policy has at most 6,144 or 10,240 characters. CDK spreads statements over several policies, but a statement that is
 * larger than a policy can be put into none.
 */
const REPOSITORIES_OF_A_STATEMENT = 20;

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
  const role = taskDefinition.obtainExecutionRole();
  const grant = grantOf(role);
  if (grant.repositories.has(repository)) return;
  if (grant.statement === undefined || grant.repositories.size % REPOSITORIES_OF_A_STATEMENT === 0) {
    grant.statement = pullStatement(repository);
    role.addToPrincipalPolicy(grant.statement);
  } else grant.statement.addResources(repository);
  grant.repositories.add(repository);
}

function grantOf(role: IRole): PullGrant {
  const known = GRANTS.get(role);
  if (known !== undefined) return known;
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
  const grant = { statement: undefined, repositories: new Set<string>() };
  GRANTS.set(role, grant);
  return grant;
}

function pullStatement(repository: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: [repository],
  });
}
