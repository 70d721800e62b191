import type { ReleaseId } from '../ids.js';
import { record } from '../ledger/index.js';
import type { Environment } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import {
  currentDeployment,
  type Deployment,
  environmentState,
  type ProjectState,
  type Verdict,
  type VerdictRecorded,
} from '../promotion/index.js';
import type { Delivery, Signer } from './delivery.js';
import { sign } from './sign.js';

/** What was found, and of what. */
export interface Judgement {
  readonly environment: Environment;
  readonly verdict: Verdict;
  /**
   * The release that was tested.
   *
   * @default - what runs there, if nothing is under way that may already be something else
   */
  readonly release?: ReleaseId;
  /** Where the evidence is, e.g. a URL. */
  readonly evidence?: string;
}

/**
 * Records an evaluation of what runs in an environment.
 *
 * @throws SlipwayError `input` with `NothingDeployed`; `conflict` with `OtherReleaseRuns` where the tested release does
 * not run there any more, with `EnvironmentBusy` or `LeftHalfDone` where it is not certain what was tested
 */
export async function recordVerdict(
  delivery: Delivery,
  judgement: Judgement,
  signer: Signer,
): Promise<VerdictRecorded> {
  let fact: VerdictRecorded | undefined;
  await record(delivery.ledger, delivery.project.id, ({ state }) => {
    const { environment, verdict, evidence } = judgement;
    const judged = judgedDeployment(delivery, state, judgement);
    fact = {
      type: 'verdict.recorded',
      serviceSet: delivery.serviceSet.id,
      environment: environment.id,
      release: judged.release,
      deployment: judged.id,
      verdict,
      ...(evidence === undefined ? {} : { evidence }),
    };
    return sign(signer, delivery.now(), fact);
  });
  if (fact === undefined) throw new Error('the record was written without being asked what to write');
  return fact;
}

/** The deployment that a judgement is on. A verdict opens the way to production, so it is never given to a guess. */
function judgedDeployment(
  { serviceSet }: Delivery,
  state: ProjectState,
  { environment, verdict, release }: Judgement,
): Deployment {
  const current = currentDeployment(state, serviceSet.id, environment.id);
  if (current === undefined)
    throw new SlipwayError('input', {
      code: 'NothingDeployed',
      message: `nothing runs in ${environment.id}, so there is nothing to evaluate`,
      hint: `deploy something first: \`slipway deploy <release> --environment ${environment.id}\``,
    });
  if (release !== undefined && release !== current.release)
    throw new SlipwayError('conflict', {
      code: 'OtherReleaseRuns',
      message: `${environment.id} does not run ${release} any more, but ${current.release}`,
      hint: `nothing was recorded: test what runs there, then \`slipway verdict ${environment.id} ${verdict} --release ${current.release}\``,
    });
  const { ongoing, unsettledBy } = environmentState(state, serviceSet.id, environment.id) ?? {};
  if (unsettledBy !== undefined)
    throw new SlipwayError('conflict', {
      code: 'LeftHalfDone',
      message: `deployment ${unsettledBy} to ${environment.id} failed and left something else there than ${current.release}, so it is not certain what was tested`,
      hint: `nothing was recorded: look with \`slipway verify ${environment.id}\`, deploy what is to run, e.g. \`slipway deploy ${current.release} --environment ${environment.id}\`, and test that`,
    });
  if (release === undefined && ongoing !== undefined)
    throw new SlipwayError('conflict', {
      code: 'EnvironmentBusy',
      message: `a deployment to ${environment.id} is under way, so it is not certain what was tested`,
      hint: `say which release it was: \`slipway verdict ${environment.id} ${verdict} --release <release>\``,
    });
  return current;
}
