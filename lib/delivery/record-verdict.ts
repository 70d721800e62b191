import { record } from '../ledger/index.js';
import type { Environment } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { currentDeployment, type Verdict, type VerdictRecorded } from '../promotion/index.js';
import type { Delivery, Signer } from './delivery.js';
import { sign } from './sign.js';

/** Records an evaluation of what runs in an environment. Nothing running there is an input error. */
export async function recordVerdict(
  delivery: Delivery,
  environment: Environment,
  verdict: Verdict,
  signer: Signer,
  evidence?: string,
): Promise<VerdictRecorded> {
  let fact: VerdictRecorded | undefined;
  await record(delivery.ledger, delivery.project.id, ({ state }) => {
    const current = currentDeployment(state, delivery.serviceSet.id, environment.id);
    if (current === undefined) throw nothingRuns(environment);
    fact = {
      type: 'verdict.recorded',
      serviceSet: delivery.serviceSet.id,
      environment: environment.id,
      release: current.release,
      deployment: current.id,
      verdict,
      ...(evidence === undefined ? {} : { evidence }),
    };
    return sign(signer, delivery.now(), fact);
  });
  if (fact === undefined) throw nothingRuns(environment);
  return fact;
}

function nothingRuns(environment: Environment): SlipwayError {
  return new SlipwayError('input', {
    code: 'NothingDeployed',
    message: `nothing runs in ${environment.id}, so there is nothing to evaluate`,
    hint: `deploy something first: \`slipway deploy <release> --environment ${environment.id}\``,
  });
}
