import type { DeploymentId, Instant, ReleaseId } from '../../ids.js';
import type { Lease } from '../events/events.js';
import type { Approval, Bracket, Hold, Override, Prepared } from './controls.js';
import { isSamePerson } from './same-person.js';
import { SoakBuilder } from './soak-builder.js';
import type { EnvironmentState, Evaluation } from './state.js';
import { Table } from './table.js';

/** The state of one service set in one environment while events are folded into it. */
export class EnvironmentBuilder {
  private current: DeploymentId | undefined;
  private unsettledBy: DeploymentId | undefined;
  private slot: EnvironmentState['ongoing'];
  private fence: number;
  private readonly evaluations: Table<ReleaseId, Evaluation>;
  private readonly succeeded: Table<ReleaseId, Instant>;
  /** In the order of insertion, so that a release passes anew by leaving and entering. */
  private readonly passed: Set<ReleaseId>;
  private readonly soaks: SoakBuilder;
  private held: Hold | undefined;
  private approvals: readonly Approval[];
  private overrides: readonly Override[];
  private prepared: readonly Prepared[];
  private gathering: Bracket | undefined;
  private lastShown: EnvironmentState | undefined;

  constructor(state: EnvironmentState | undefined, ownership: 'shared' | 'given') {
    this.current = state?.current;
    this.unsettledBy = state?.unsettledBy;
    this.slot = state?.ongoing;
    this.fence = state?.fence ?? 0;
    this.evaluations = new Table(state?.evaluations, ownership);
    this.succeeded = new Table(state?.succeeded, ownership);
    this.passed = new Set(state?.passed);
    this.soaks = new SoakBuilder(state?.soaks, ownership);
    this.held = state?.hold;
    this.approvals = state?.approvals ?? [];
    this.overrides = state?.overrides ?? [];
    this.prepared = state?.prepared ?? [];
    this.gathering = state?.bracket;
  }

  get ongoing(): EnvironmentState['ongoing'] {
    return this.slot;
  }

  get currentDeployment(): DeploymentId | undefined {
    return this.current;
  }

  get bracket(): Bracket | undefined {
    return this.gathering;
  }

  /** A deployment is under way here from now on, in the place of a release where one runs. */
  occupy(deployment: DeploymentId, lease: Lease, runs: ReleaseId | undefined, at: Instant): void {
    this.lastShown = undefined;
    this.slot = Object.freeze({ deployment, lease });
    this.fence = Math.max(this.fence, lease.fence);
    // What runs while it is being replaced is not known.
    if (runs !== undefined) this.soaks.interrupt(runs, at);
  }

  /** A deployment is under way no longer. */
  leave(deployment: DeploymentId): void {
    this.lastShown = undefined;
    if (this.slot?.deployment === deployment) this.slot = undefined;
  }

  /** What ran before is proven to run again. */
  turnedBack(runs: ReleaseId, at: Instant): void {
    this.lastShown = undefined;
    if (this.isUndisturbed()) this.soaks.goOn(runs, at);
  }

  /** Something else was left there than what ran before. */
  unsettle(deployment: DeploymentId): void {
    this.lastShown = undefined;
    this.unsettledBy = deployment;
  }

  /** @param replaced what was held to run until now */
  succeed(deployment: DeploymentId, release: ReleaseId, replaced: ReleaseId | undefined, at: Instant): void {
    this.lastShown = undefined;
    this.current = deployment;
    this.unsettledBy = undefined;
    this.succeeded.set(release, at);
    // The request interrupted it, unless two branches of the record deployed at once.
    if (replaced !== undefined && replaced !== release) this.soaks.interrupt(replaced, at);
    if (this.slot === undefined) this.soaks.begin(release, at);
    // An approval is for one deployment, and for the environment as it was.
    this.approvals = this.approvals
      .filter(({ change }) => change.release !== release)
      .map((approval) =>
        approval.voidedBy === undefined ? Object.freeze({ ...approval, voidedBy: release }) : approval,
      );
    this.prepared = this.prepared.filter(({ change }) => change.release !== release);
    this.overrides = this.overrides.filter((override) => override.release !== release);
  }

  evaluate(evaluation: Evaluation): void {
    this.lastShown = undefined;
    const { release, verdict, at, deployment } = evaluation;
    this.evaluations.set(release, Object.freeze(evaluation));
    this.passed.delete(release);
    if (verdict === 'pass') this.passed.add(release);
    if (verdict === 'fail') this.soaks.end(release);
    if (verdict === 'pass' && this.current === deployment && this.isUndisturbed()) this.soaks.begin(release, at);
  }

  /** What runs was found healthy, or not. */
  observe(release: ReleaseId, healthy: boolean, at: Instant): void {
    this.lastShown = undefined;
    if (!healthy) {
      this.soaks.end(release);
      return;
    }
    this.unsettledBy = undefined;
    if (this.slot === undefined) this.soaks.begin(release, at);
  }

  hold(hold: Hold | undefined): void {
    this.lastShown = undefined;
    this.held = hold === undefined ? undefined : Object.freeze(hold);
    if (hold !== undefined) this.healGlass(hold.release);
  }

  /** Whoever broke a glass did not know of what was decided since; a hold agrees with one for the release that it is on. */
  healGlass(but?: ReleaseId): void {
    this.lastShown = undefined;
    this.overrides = this.overrides.filter(({ release }) => release === but);
  }

  approve(approval: Approval): void {
    this.lastShown = undefined;
    const others = this.approvals.filter(
      ({ actor, preview }) => !isSamePerson(actor, approval.actor) || preview !== approval.preview,
    );
    this.approvals = Object.freeze([...others, Object.freeze(approval)]);
  }

  breakGlass(override: Override): void {
    this.lastShown = undefined;
    const others = this.overrides.filter(({ release }) => release !== override.release);
    this.overrides = Object.freeze([...others, Object.freeze(override)]);
  }

  prepare(prepared: Prepared): void {
    this.lastShown = undefined;
    const others = this.prepared.filter(({ change }) => change.release !== prepared.change.release);
    this.prepared = Object.freeze([...others, Object.freeze(prepared)]);
  }

  gather(bracket: Bracket | undefined): void {
    this.lastShown = undefined;
    this.gathering = bracket === undefined ? undefined : Object.freeze(bracket);
  }

  show(): EnvironmentState {
    this.lastShown ??= Object.freeze({
      ...(this.current === undefined ? {} : { current: this.current }),
      ...(this.unsettledBy === undefined ? {} : { unsettledBy: this.unsettledBy }),
      ...(this.slot === undefined ? {} : { ongoing: this.slot }),
      fence: this.fence,
      evaluations: this.evaluations.show(),
      succeeded: this.succeeded.show(),
      passed: Object.freeze([...this.passed]),
      soaks: this.soaks.show(),
      ...(this.held === undefined ? {} : { hold: this.held }),
      approvals: Object.freeze(this.approvals),
      overrides: Object.freeze(this.overrides),
      prepared: Object.freeze(this.prepared),
      ...(this.gathering === undefined ? {} : { bracket: this.gathering }),
    });
    return this.lastShown;
  }

  private isUndisturbed(): boolean {
    return this.slot === undefined && this.unsettledBy === undefined;
  }
}
