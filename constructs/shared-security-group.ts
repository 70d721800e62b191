import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/**
 * The security group of every service of a stack that nothing distinguishes. It is there only as long as a service uses
 * it, so that no stack ends with a group that belongs to nothing.
 */
export class SharedSecurityGroup {
  readonly #scope: Construct;
  readonly #id: string;
  readonly #vpc: IVpc;
  #group: SecurityGroup | undefined;
  #members = 0;

  constructor(scope: Construct, id: string, vpc: IVpc) {
    this.#scope = scope;
    this.#id = id;
    this.#vpc = vpc;
  }

  /** Undefined while no service uses it. */
  get securityGroupId(): string | undefined {
    return this.#group?.securityGroupId;
  }

  join(): void {
    this.#members += 1;
    this.#group ??= new SecurityGroup(this.#scope, this.#id, {
      vpc: this.#vpc,
      description: 'Services that nothing distinguishes',
    });
  }

  leave(): void {
    this.#members -= 1;
    if (this.#members > 0) return;
    this.#scope.node.tryRemoveChild(this.#id);
    this.#group = undefined;
  }
}
