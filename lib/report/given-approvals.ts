import type { EnvironmentId, Instant, ServiceSetId } from '../ids.js';
import type { Project } from '../manifest/index.js';
import {
  type Approval,
  approvalsFor,
  environmentState,
  expiryOf,
  findRelease,
  inquire,
  type ProjectState,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';

/** An approval of a change that was not made yet. */
export interface GivenApproval extends Approval {
  readonly release: Release | undefined;
  /** The first instant at which it counts no more. */
  readonly expires?: Instant;
  /** Why it does not count any more, as far as that is known without rendering the change; absent where it does. */
  readonly why?: string;
}

/** Approvals that were given for changes to an environment, in the order in which they were given. */
export function givenApprovals(question: {
  readonly project: Project;
  readonly state: ProjectState;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly at: Instant;
}): readonly GivenApproval[] {
  const { state, serviceSet, environment } = question;
  const given = environmentState(state, serviceSet, environment)?.approvals ?? [];
  return given.map((approval) => {
    const { release } = approval.change;
    const inquiry = inquire({ ...question, release, kind: 'deploy' });
    const refused = approvalsFor(inquiry).refused.find((one) => one.approval === approval);
    const expires = expiryOf(inquiry, approval);
    return {
      ...approval,
      release: findRelease(state, release),
      ...(expires === undefined ? {} : { expires }),
      ...(refused === undefined ? {} : { why: refused.why }),
    };
  });
}
