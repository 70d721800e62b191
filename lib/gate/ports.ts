import type { Instant } from '../ids.js';
import type { Ledger } from '../ledger/index.js';
import type { PolicyServiceSet } from '../promotion/law/policy.js';
import type { Observation } from '../targets/index.js';

/** What the function behind gate and record needs of the world. */
export interface GatePorts {
  readonly ledger: Ledger;
  now(): Instant;
  /** When this run has to be done with waiting: the function is stopped some time after. */
  readonly until: Instant;
  /** The status of a stack of CloudFormation, e.g. `UPDATE_ROLLBACK_IN_PROGRESS`. */
  stackStatus(stackId: string): Promise<string>;
  /** The physical id that CloudFormation holds of a resource; undefined where it shows none. */
  physicalId(stackId: string, logicalId: string): Promise<string | undefined>;
  /** What really runs of a stack. */
  observe(watched: Watched, at: Instant): Promise<Observation>;
  pause(milliseconds: number): Promise<void>;
}

/** What to look at. */
export interface Watched {
  readonly stackId: string;
  /** The services and their containers, as the policy in the stack names them. */
  readonly services: PolicyServiceSet['services'];
  /** Where they run, where that is known; else they are to be found among the resources of the stack. */
  readonly place?: {
    /** Name or ARN of the ECS cluster. */
    readonly cluster: string;
    /** The ARN of each ECS service, by service id. */
    readonly arns: Readonly<Record<string, string>>;
    /** The ARN of the task definition that each should run, by service id, where it is known. */
    readonly taskDefinitions: Readonly<Record<string, string>>;
  };
}
