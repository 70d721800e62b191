import type { EnvironmentId } from '../ids.js';
import {
  type ChangeIdentity,
  type Decision,
  environmentState,
  findDeployment,
  type ProjectState,
  precedingEnvironments,
  type ReasonCode,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { askLaw, type LawQuestion } from './ask-law.js';
import type { Delivery } from './delivery.js';
import { type DeployMeans, plan } from './deploy.js';
import { lineageOf } from './lineage-of.js';
import { isSameIntent } from './opening.js';

/** With what a change is planned that the law is asked about. */
export type AskingMeans = Pick<DeployMeans, 'target' | 'renderer' | 'progress' | 'isGone'>;

/** Against which there is nothing to render, or nothing to render it from. */
const NOT_RENDERABLE: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'UnknownEnvironment',
  'UnknownRelease',
  'NotInServiceSet',
  'IncompleteRelease',
]);

/**
 * Asks the law with everything that whoever deploys would give it: how commits stand to one another, and where approvals
 * matter the exact change, for which its stack is rendered.
 */
export async function askExactly(
  delivery: Delivery,
  state: ProjectState,
  question: Omit<LawQuestion, 'change' | 'lineage'>,
  means: AskingMeans,
): Promise<Decision> {
  const { environment, release } = question;
  const asked = { ...question, lineage: await lineageOf(delivery, state, question) };
  const roughly = askLaw(delivery, state, asked, means.isGone);
  if (roughly.reasons.some(({ code }) => NOT_RENDERABLE.has(code))) return roughly;
  if (!approvalsMatter(delivery, state, environment, release)) return roughly;
  const change = await changeOf(delivery, state, question, means);
  return askLaw(delivery, state, { ...asked, change }, means.isGone);
}

/** Whether approvals are asked for, or were given, or could lift a warning. */
function approvalsMatter(
  { project, serviceSet }: Delivery,
  state: ProjectState,
  environment: EnvironmentId,
  { id }: Release,
): boolean {
  const place = project.environments.find((candidate) => candidate.id === environment);
  if (place?.require.approvals !== undefined) return true;
  const approvals = environmentState(state, serviceSet.id, environment)?.approvals ?? [];
  if (approvals.some(({ change }) => change.release === id)) return true;
  return precedingEnvironments(project, serviceSet.id, environment).some((before) => {
    const evaluations = environmentState(state, serviceSet.id, before.id)?.evaluations;
    return evaluations !== undefined && Object.hasOwn(evaluations, id) && evaluations[id]?.verdict === 'warning';
  });
}

/** The change, under the hash by which it was begun where it is half done. */
async function changeOf(
  delivery: Delivery,
  state: ProjectState,
  { environment, release }: LawQuestion,
  means: AskingMeans,
): Promise<ChangeIdentity> {
  const { manifestHash, serviceSet } = delivery;
  const change = await plan(delivery, { environment, release }, means);
  const ongoing = environmentState(state, serviceSet.id, environment)?.ongoing;
  const begun = ongoing === undefined ? undefined : findDeployment(state, ongoing.deployment);
  if (begun === undefined || !isSameIntent(begun, { change, manifestHash, target: means.target.name }))
    return change.identity;
  return { ...change.identity, hash: begun.hashes.preview };
}
