import type { ProjectId } from '../../ids.js';
import { type Ledger, type LedgerNames, record } from '../../ledger/index.js';
import {
  environmentState,
  freshPrepared,
  type Prepared,
  type ProjectState,
  type PromotionPolicy,
} from '../../promotion/index.js';
import { type Held, heldThere } from '../caller.js';
import { messageOf, sentencesOf } from '../reply.js';
import type { AutomaticPorts } from './ports.js';
import { type CarryingOn, carryOn, type Promotion, promotion } from './promotion.js';
import { settleDeployment } from './settle-deployment.js';
import { gateOf, hashOfStanding, isWorking } from './standing-change.js';

/** What was done about one change, for the log. */
interface Told {
  readonly automatic: string;
  readonly deployment?: string;
  readonly why?: string;
}

/** Where something is to be done: a service set in an environment. */
type Spot = Pick<Prepared['change'], 'serviceSet' | 'environment'>;

/**
 * Makes the changes that were prepared for environments that follow by themselves, as soon as the law lets them. What is
 * to be made is recorded before CloudFormation is asked, so that it may be stopped anywhere and called again. One place
 * that goes wrong keeps no other from being seen to.
 *
 * @param patience `settle`: what was begun and came to nothing is ended by what runs, which takes its time
 */
export async function promotePrepared(
  ports: AutomaticPorts,
  project: ProjectId,
  patience: 'settle' | 'none',
): Promise<void> {
  const { state } = await ports.ledger.view(project);
  for (const spot of spotsIn(state, ports.actor)) {
    const tell = (about: Partial<Prepared['change']>, told: Told): void =>
      ports.log(JSON.stringify({ ...told, project, ...spot, release: about.release }));
    try {
      await promoteIn(ports, project, state, spot, patience, tell);
    } catch (error) {
      tell({}, { automatic: 'broken', why: messageOf(error) });
    }
  }
}

/** The places where something was prepared, or where something that was begun here is under way. */
function spotsIn(state: ProjectState, actor: string): readonly Spot[] {
  return Object.values(state.environments).flatMap(({ ongoing, prepared }): readonly Spot[] => {
    const deployment = ongoing === undefined ? undefined : state.deployments[ongoing.deployment];
    const spot = deployment ?? prepared[0]?.change;
    if (spot === undefined || (deployment !== undefined && deployment.actor !== actor)) return [];
    return [{ serviceSet: spot.serviceSet, environment: spot.environment }];
  });
}

async function promoteIn(
  ports: AutomaticPorts,
  project: ProjectId,
  state: ProjectState,
  spot: Spot,
  patience: 'settle' | 'none',
  tell: (about: Partial<Prepared['change']>, told: Told) => void,
): Promise<void> {
  const held = heldThere(state, spot);
  if (held !== undefined) {
    tell(held.deployment, await goOn(ports, project, state, held, patience));
    return;
  }
  // Newest first: what is newer is what the law would choose.
  for (const prepared of freshPrepared(state, spot.serviceSet, spot.environment).toReversed()) {
    if (!hasPassed(state, prepared)) continue;
    const told = await begin(ports, project, prepared);
    tell(prepared.change, told);
    if (told.deployment !== undefined) return;
  }
}

/** What has passed nowhere follows nowhere: CloudFormation need not be asked. */
function hasPassed({ environments }: ProjectState, { change }: Prepared): boolean {
  return Object.values(environments).some(({ passed }) => passed.includes(change.release));
}

async function begin(ports: AutomaticPorts, project: ProjectId, prepared: Prepared): Promise<Told> {
  const found = await ports.find(prepared);
  if (!found.change.ready) return { automatic: 'outdated', why: found.change.why };
  if (isWorking(found.stack)) return { automatic: 'busy', why: `its stack is ${found.stack.status}` };
  const saying = gateOf(found.change.template, prepared.change);
  if (saying === undefined) return { automatic: 'outdated', why: 'it would make no gate that can be read' };
  const before = hashOfStanding(found.stack);
  let step: Promotion | undefined;
  await record(namedBy(ports, saying.request.policy), project, ({ state }) => {
    step = promotion(state, { prepared, saying, before, at: ports.now(), actor: ports.actor });
    return step.step === 'open' ? step.draft : undefined;
  });
  return step?.step === 'open' ? ask(ports, prepared, step.deployment, 'opened') : whyNot(step);
}

function whyNot(step: Promotion | undefined): Told {
  if (step?.step === 'waits') return { automatic: 'waits', why: sentencesOf(step.decision.reasons) };
  if (step?.step === 'outdated' || step?.step === 'passed-over') return { automatic: step.step, why: step.why };
  return { automatic: 'busy' };
}

/** Goes on with what was begun, wherever it was stopped. */
async function goOn(
  ports: AutomaticPorts,
  project: ProjectId,
  state: ProjectState,
  held: Held,
  patience: 'settle' | 'none',
): Promise<Told> {
  const { id: deployment, serviceSet, environment, release, hashes } = held.deployment;
  const prepared = environmentState(state, serviceSet, environment)?.prepared.find(
    ({ change, preview }) => change.release === release && preview === hashes.preview,
  );
  if (prepared === undefined) return { automatic: 'left', deployment, why: 'nobody knows any more what it makes' };
  const found = await ports.find(prepared);
  if (isWorking(found.stack)) return { automatic: 'under way', deployment };
  const saying = found.change.ready ? gateOf(found.change.template, prepared.change) : undefined;
  let why = found.change.ready ? 'it would make no gate that can be read' : found.change.why;
  if (saying !== undefined) {
    const carrying = await carry(ports, project, { held, prepared, policy: saying.request.policy });
    if (carrying.step === 'lost') return { automatic: 'lost', deployment };
    if (carrying.step === 'execute') {
      const told = await ask(ports, prepared, deployment, 'resumed');
      if (told.why === undefined) return told;
      why = told.why;
    } else why = sentencesOf(carrying.decision.reasons);
  }
  if (patience === 'none') return { automatic: 'left', deployment, why };
  return settleDeployment(ports, project, { held, prepared, why });
}

async function carry(
  ports: AutomaticPorts,
  project: ProjectId,
  what: { readonly held: Held; readonly prepared: Prepared; readonly policy: PromotionPolicy },
): Promise<CarryingOn> {
  let step: CarryingOn | undefined;
  await record(namedBy(ports, what.policy), project, ({ state }) => {
    step = carryOn(state, { ...what, at: ports.now(), actor: ports.actor });
    return step.step === 'execute' ? step.draft : undefined;
  });
  if (step === undefined) throw new Error('the record was written without being asked what to write');
  return step;
}

/** Asks CloudFormation. The deployment's id is the token, so that asking again changes nothing. */
async function ask(ports: AutomaticPorts, prepared: Prepared, deployment: string, automatic: string): Promise<Told> {
  const asked = await ports.execute(prepared, deployment);
  return asked.taken ? { automatic, deployment } : { automatic: 'not taken', deployment, why: asked.why };
}

function namedBy({ recordAs }: AutomaticPorts, { name, environments }: PromotionPolicy): Ledger {
  const names: LedgerNames = {
    project: name,
    environments: Object.fromEntries(environments.map(({ id, name }) => [id, name])),
  };
  return recordAs(names);
}
