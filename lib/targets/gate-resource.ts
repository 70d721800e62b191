import type { PromotionPolicy } from '../promotion/law/policy.js';

/** The custom resource that opens a deployment before a stack changes any service; the law of promotion may refuse it. */
export const GATE_TYPE = 'Custom::SlipwayGate';

/** The custom resource that ends a deployment, on evidence, after a stack changed every service. */
export const OUTCOME_TYPE = 'Custom::SlipwayOutcome';

/**
 * What a stack says to the function of the ledger when it asks to be let in. CloudFormation hands every value over as
 * text; what is structured is canonical JSON.
 */
export interface GateProperties {
  readonly ServiceToken: string;
  /** Canonical JSON of {@link GateRequest}. */
  readonly Request: string;
  /**
   * SHA-256, hex, of the canonical JSON of the stack's template with this very value left empty: whatever changes in the
   * stack reaches the gate, and what was asked for can be told from what was changed behind its back.
   */
  readonly Fingerprint: string;
}

/** Which release a stack would run, where, and under which rules. */
export interface GateRequest {
  readonly policy: PromotionPolicy;
  readonly serviceSet: string;
  readonly environment: string;
  readonly release: string;
  /** Name and version of what rendered the stack. */
  readonly tool: string;
}

/** What a stack says when all its services are up. */
export interface OutcomeProperties {
  readonly ServiceToken: string;
  /** What the gate answered: `<deployment>/<fence>`. */
  readonly Deployment: string;
  /** Canonical JSON of {@link GateRequest}, as the gate got it. */
  readonly Request: string;
  /** Name or ARN of the ECS cluster. */
  readonly Cluster: string;
  /** The ARN of each ECS service, by service id. */
  readonly Services: Readonly<Record<string, string>>;
  /** The ARN of the task definition that each service is to run, by service id. */
  readonly TaskDefinitions: Readonly<Record<string, string>>;
}
