import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-wildcards.js';
import { SharedSecurityGroup } from './shared-security-group.js';

/** Days that logs are kept where nobody says otherwise. */
export const DEFAULT_LOG_RETENTION_DAYS = 30;

// The colon keeps it apart from whatever somebody calls a construct of their own.
const ID = 'Slipway:Shared';

/**
 * What the services of one stack share because nothing distinguishes them: the execution role, the log group, the
 * security group. Each is made when the first service asks for it.
 */
export class SharedResources extends Construct {
  /**
   * The shared resources of the stack of `scope`.
   *
   * @param logRetentionDays how long the plain log group keeps its logs; counts only where the stack has none yet
   */
  static of(scope: IConstruct, logRetentionDays = DEFAULT_LOG_RETENTION_DAYS): SharedResources {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(ID) as SharedResources | undefined;
    return existing ?? new SharedResources(stack, logRetentionDays);
  }

  readonly #logRetentionDays: number;
  readonly #logGroups = new Map<number, ILogGroup>();
  readonly #writers = new WeakMap<ILogGroup, WeakSet<IRole>>();
  readonly #securityGroups = new Map<IVpc, SharedSecurityGroup>();
  #executionRole: Role | undefined;

  private constructor(stack: Stack, logRetentionDays: number) {
    super(stack, ID);
    this.#logRetentionDays = logRetentionDays;
  }

  /** What ECS itself acts as when it starts a task: pulls images, reads secrets, writes logs. Containers never see it. */
  get executionRole(): Role {
    this.#executionRole ??= this.#makeExecutionRole();
    return this.#executionRole;
  }

  /**
   * The log group for a retention. The stack's usual retention has a name without days, so that changing it changes the
   * group and does not make another.
   */
  logGroup(retentionDays: number = this.#logRetentionDays): ILogGroup {
    const known = this.#logGroups.get(retentionDays);
    if (known !== undefined) return known;
    const id = retentionDays === this.#logRetentionDays ? 'Logs' : `Logs${retentionDays}`;
    const group = new LogGroup(this, id, { retention: retentionDays });
    this.#logGroups.set(retentionDays, group);
    return group;
  }

  /** Lets a role write to a log group, once however many containers log there. */
  grantLogs(group: ILogGroup, role: IRole): void {
    const writers = this.#writers.get(group) ?? new WeakSet<IRole>();
    if (writers.has(role)) return;
    this.#writers.set(group, writers.add(role));
    group.grantWrite(role);
  }

  securityGroup(vpc: IVpc): SharedSecurityGroup {
    const known = this.#securityGroups.get(vpc);
    if (known !== undefined) return known;
    const group = new SharedSecurityGroup(this, `SecurityGroup:${this.#nameOf(vpc)}`, vpc);
    this.#securityGroups.set(vpc, group);
    return group;
  }

  #makeExecutionRole(): Role {
    const role = new Role(this, 'ExecutionRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    acknowledgeWildcards(role, [['*', 'AWS knows no narrower resource for logging in to ECR']]);
    return role;
  }

  /** Without the stack's own name where the network is the stack's own: whatever the stack is called, the id stays. */
  #nameOf({ node }: IVpc): string {
    const own = `${Stack.of(this).node.path}/`;
    return (node.path.startsWith(own) ? node.path.slice(own.length) : node.path).replaceAll('/', ':');
  }
}
