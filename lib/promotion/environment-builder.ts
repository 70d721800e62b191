import type { DeploymentId, Instant, ReleaseId } from '../ids.js';
import type { Lease } from './events.js';
import type { EnvironmentState, Evaluation } from './state.js';
import { Table } from './table.js';

/** The state of one service set in one environment while events are folded into it. */
export class EnvironmentBuilder {
  private current: DeploymentId | undefined;
  private slot: EnvironmentState['ongoing'];
  private fence: number;
  private readonly evaluations: Table<ReleaseId, Evaluation>;
  private readonly succeeded: Table<ReleaseId, Instant>;
  /** In the order of insertion, so that a release passes anew by leaving and entering. */
  private readonly passed: Set<ReleaseId>;
  private lastShown: EnvironmentState | undefined;

  constructor(state: EnvironmentState | undefined, ownership: 'shared' | 'given') {
    this.current = state?.current;
    this.slot = state?.ongoing;
    this.fence = state?.fence ?? 0;
    this.evaluations = new Table(state?.evaluations, ownership);
    this.succeeded = new Table(state?.succeeded, ownership);
    this.passed = new Set(state?.passed);
  }

  get ongoing(): EnvironmentState['ongoing'] {
    return this.slot;
  }

  /** A deployment is under way here from now on. */
  occupy(deployment: DeploymentId, lease: Lease): void {
    this.slot = Object.freeze({ deployment, lease });
    this.fence = Math.max(this.fence, lease.fence);
    this.lastShown = undefined;
  }

  /** A deployment is under way no longer. */
  leave(deployment: DeploymentId): void {
    if (this.slot?.deployment === deployment) this.slot = undefined;
    this.lastShown = undefined;
  }

  succeed(deployment: DeploymentId, release: ReleaseId, at: Instant): void {
    this.current = deployment;
    this.succeeded.set(release, at);
    this.lastShown = undefined;
  }

  evaluate(evaluation: Evaluation): void {
    this.evaluations.set(evaluation.release, Object.freeze(evaluation));
    this.passed.delete(evaluation.release);
    if (evaluation.verdict === 'pass') this.passed.add(evaluation.release);
    this.lastShown = undefined;
  }

  show(): EnvironmentState {
    this.lastShown ??= Object.freeze({
      ...(this.current === undefined ? {} : { current: this.current }),
      ...(this.slot === undefined ? {} : { ongoing: this.slot }),
      fence: this.fence,
      evaluations: this.evaluations.show(),
      succeeded: this.succeeded.show(),
      passed: Object.freeze([...this.passed]),
    });
    return this.lastShown;
  }
}
