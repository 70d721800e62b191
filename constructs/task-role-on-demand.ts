import {
  type AddToPrincipalPolicyResult,
  type Grant,
  type IManagedPolicy,
  type IPrincipal,
  type IRole,
  type Policy,
  type PolicyStatement,
  type PrincipalPolicyFragment,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Lazy, type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * The task role of a service that may never need one. It becomes a role of its own as soon as anybody gives it a
 * permission or asks for its name; until then nothing is rendered, and the tasks run without a role.
 *
 * Not a `Resource` of CDK: that makes tokens for a physical name, for every service, which a role on demand does not have.
 */
export class TaskRoleOnDemand extends Construct implements IRole {
  readonly assumeRoleAction = 'sts:AssumeRole';
  readonly grantPrincipal: IPrincipal = this;
  #role: Role | undefined;
  #lent = false;

  /**
   * Lets `define` write down the role's ARN without making the role: what it wrote is left out of the template where the
   * role never comes to be.
   */
  lend<T>(define: () => T): T {
    this.#lent = true;
    try {
      return define();
    } finally {
      this.#lent = false;
    }
  }

  get roleArn(): string {
    return this.#lent ? Lazy.string({ produce: () => this.#role?.roleArn }) : this.#own().roleArn;
  }

  get stack(): Stack {
    return Stack.of(this);
  }

  get env(): IRole['env'] {
    return { account: this.stack.account, region: this.stack.region };
  }

  get principalAccount(): string {
    return this.env.account;
  }

  get roleName(): string {
    return this.#own().roleName;
  }

  get roleRef(): IRole['roleRef'] {
    return this.#own().roleRef;
  }

  get policyFragment(): PrincipalPolicyFragment {
    return this.#own().policyFragment;
  }

  addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    return this.#own().addToPrincipalPolicy(statement);
  }

  addToPolicy(statement: PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  attachInlinePolicy(policy: Policy): void {
    this.#own().attachInlinePolicy(policy);
  }

  addManagedPolicy(policy: IManagedPolicy): void {
    this.#own().addManagedPolicy(policy);
  }

  grant(grantee: IPrincipal, ...actions: string[]): Grant {
    return this.#own().grant(grantee, ...actions);
  }

  grantPassRole(grantee: IPrincipal): Grant {
    return this.#own().grantPassRole(grantee);
  }

  grantAssumeRole(grantee: IPrincipal): Grant {
    return this.#own().grantAssumeRole(grantee);
  }

  applyRemovalPolicy(policy: RemovalPolicy): void {
    this.#own().applyRemovalPolicy(policy);
  }

  #own(): Role {
    this.#role ??= new Role(this, 'Default', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    return this.#role;
  }
}
