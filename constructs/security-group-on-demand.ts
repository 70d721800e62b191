import {
  Connections,
  type EgressRuleConfig,
  type IngressRuleConfig,
  type IPeer,
  type ISecurityGroup,
  type IVpc,
  type Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { Lazy, Names, type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { SharedSecurityGroup } from './shared-security-group.js';

/** How CDK tells security groups, which decides where rules between two stacks are put. */
const SECURITY_GROUP = Symbol.for('@aws-cdk/iam.SecurityGroup');

export interface SecurityGroupOnDemandProps {
  readonly vpc: IVpc;
  /** For people; a change replaces the group. */
  readonly description: string;
  /** What the service uses as long as nothing distinguishes it. */
  readonly shared: SharedSecurityGroup;
}

/**
 * The security group of a service that may never need its own. It is the stack's shared group until anybody adds a rule
 * to it, names it as a peer or asks for its id; from then on it is a group of its own, so that no rule for one service
 * ever holds for another.
 *
 * Not a `Resource` of CDK: that makes tokens for a physical name, for every service, which a group on demand does not have.
 */
export class SecurityGroupOnDemand extends Construct implements ISecurityGroup {
  readonly allowAllOutbound = true;
  readonly canInlineRule = false;
  readonly #vpc: IVpc;
  readonly #description: string;
  readonly #shared: SharedSecurityGroup;
  #group: SecurityGroup | undefined;
  #connections: Connections | undefined;
  #lent = false;

  constructor(scope: Construct, id: string, props: SecurityGroupOnDemandProps) {
    super(scope, id);
    Object.defineProperty(this, SECURITY_GROUP, { value: true });
    this.#vpc = props.vpc;
    this.#description = props.description;
    this.#shared = props.shared;
    this.#shared.join();
  }

  /** Lets `define` write down the group's id without making the group: it resolves to the shared one until there is one. */
  lend<T>(define: () => T): T {
    this.#lent = true;
    try {
      return define();
    } finally {
      this.#lent = false;
    }
  }

  get securityGroupId(): string {
    if (!this.#lent) return this.#own().securityGroupId;
    return Lazy.string({ produce: () => this.#group?.securityGroupId ?? this.#shared.securityGroupId });
  }

  get connections(): Connections {
    this.#connections ??= new Connections({ securityGroups: [this] });
    return this.#connections;
  }

  get stack(): Stack {
    return Stack.of(this);
  }

  get env(): ISecurityGroup['env'] {
    return { account: this.stack.account, region: this.stack.region };
  }

  get securityGroupRef(): ISecurityGroup['securityGroupRef'] {
    return this.#own().securityGroupRef;
  }

  get uniqueId(): string {
    return Names.nodeUniqueId(this.node);
  }

  addIngressRule(peer: IPeer, connection: Port, description?: string, remoteRule?: boolean): void {
    this.#own().addIngressRule(peer, connection, description, remoteRule);
  }

  addEgressRule(peer: IPeer, connection: Port, description?: string, remoteRule?: boolean): void {
    this.#own().addEgressRule(peer, connection, description, remoteRule);
  }

  toIngressRuleConfig(): IngressRuleConfig {
    return this.#own().toIngressRuleConfig();
  }

  toEgressRuleConfig(): EgressRuleConfig {
    return this.#own().toEgressRuleConfig();
  }

  applyRemovalPolicy(policy: RemovalPolicy): void {
    this.#own().applyRemovalPolicy(policy);
  }

  #own(): SecurityGroup {
    if (this.#group === undefined) {
      this.#group = new SecurityGroup(this, 'Default', { vpc: this.#vpc, description: this.#description });
      this.#shared.leave();
    }
    return this.#group;
  }
}
