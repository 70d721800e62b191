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
import { Lazy, type RemovalPolicy, Resource } from 'aws-cdk-lib/core';

/**
 * The task role of a service that may never need one. It becomes a role of its own as soon as anybody gives it a
 * permission or asks for its name; until then nothing is rendered, and the tasks run without a role.
 */
export class TaskRoleOnDemand extends Resource implements IRole {
  readonly assumeRoleAction = 'sts:AssumeRole';
  readonly grantPrincipal: IPrincipal = this;
  readonly principalAccount = this.env.account;
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

  override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.#own().applyRemovalPolicy(policy);
  }

  #own(): Role {
    this.#role ??= new Role(this, 'Default', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    return this.#role;
  }
}
