import { AwsClients } from '../../lib/aws/index.js';
import type { Delivery } from '../../lib/delivery/index.js';
import type { Environment } from '../../lib/manifest/index.js';
import { currentDeployment, environmentState, findDeployment, type ProjectState } from '../../lib/promotion/index.js';
import type { Store } from '../../lib/workspace/index.js';
import type { Session } from '../session.js';
import { attempt } from './attempt.js';
import { checkCaller } from './caller.js';
import { type AwsInQuestion, examineLedger, examinePermissions, examinePlaces } from './examine-aws.js';
import { type Finding, notChecked } from './finding.js';
import { checkLeftBehind } from './left-behind.js';
import { checkRecord, type RecordFound } from './record-check.js';
import { checkImages } from './released-images.js';

/** A project whose store is open. */
export interface Opened {
  readonly session: Session;
  readonly environments: readonly Environment[];
  readonly store: Store;
  readonly delivery: Delivery;
}

/** What was found in the store, and on AWS where that is used. */
export interface StoreExamined {
  readonly isOnAws: boolean;
  readonly record: readonly Finding[];
  readonly aws: readonly Finding[];
  readonly permissions: readonly Finding[];
  readonly images: readonly Finding[];
  readonly deployments: readonly Finding[];
}

/**
 * Looks at the record and at what it says, and at AWS where the store is there or something was deployed there. On AWS
 * nothing is asked before it is known who asks, so that missing credentials are told once.
 */
export async function examineStore(opened: Opened): Promise<StoreExamined> {
  const { session, store, delivery } = opened;
  const files = store.aws === undefined ? await checkRecord(delivery) : undefined;
  const clients = store.aws?.clients ?? clientsFor(opened, files?.state);
  if (clients === undefined) return withoutAws(opened, files ?? (await checkRecord(delivery)));
  session.progress('Asking AWS who you are');
  const { findings, caller } = await checkCaller(clients.sts);
  if (caller === undefined) return withoutCaller(opened, files, findings);
  session.progress('Looking at the record, at permissions and at images');
  const question = { session, caller, clients, environments: opened.environments, table: store.aws?.table };
  return examineAll(opened, question, files, findings);
}

async function examineAll(
  opened: Opened,
  question: AwsInQuestion,
  files: RecordFound | undefined,
  callers: readonly Finding[],
): Promise<StoreExamined> {
  const record = files === undefined ? checkRecord(opened.delivery) : Promise.resolve(files);
  const [ledger, { finding, state }, places, permissions, images] = await Promise.all([
    examineLedger(question),
    record,
    examinePlaces(question),
    examinePermissions(question),
    record.then((found) => imagesOf(opened, found.state)),
  ]);
  return {
    isOnAws: true,
    record: [...ledger, finding],
    aws: [...callers, ...places],
    permissions,
    images,
    deployments: deploymentsOf(opened, state),
  };
}

/** AWS beside a record that lies elsewhere, where something was deployed to it. */
function clientsFor({ session, environments }: Opened, state: ProjectState | undefined): AwsClients | undefined {
  const { serviceSet, project } = session;
  const isDeployed = environments.some(({ id }) => {
    if (state === undefined) return false;
    const ongoing = environmentState(state, serviceSet.id, id)?.ongoing;
    const deployments = [
      currentDeployment(state, serviceSet.id, id),
      ongoing === undefined ? undefined : findDeployment(state, ongoing.deployment),
    ];
    return deployments.some((deployment) => deployment?.target === 'cloudformation');
  });
  if (!isDeployed) return undefined;
  return new AwsClients(project.aws.region === undefined ? {} : { region: project.aws.region });
}

async function withoutAws(opened: Opened, { finding, state }: RecordFound): Promise<StoreExamined> {
  return {
    isOnAws: false,
    record: [finding],
    aws: [notChecked('aws', 'not used: nothing is recorded or deployed there')],
    permissions: [],
    images: await imagesOf(opened, state),
    deployments: deploymentsOf(opened, state),
  };
}

function withoutCaller(opened: Opened, files: RecordFound | undefined, callers: readonly Finding[]): StoreExamined {
  const unknown = (name: string): Finding => notChecked(name, 'AWS does not say who calls it');
  return {
    isOnAws: true,
    record: [files?.finding ?? unknown('record')],
    aws: [...callers, unknown('bootstrap')],
    permissions: [unknown('permissions')],
    images: [unknown('images')],
    deployments: files === undefined ? [unknown('deployments')] : deploymentsOf(opened, files.state),
  };
}

async function imagesOf(
  { delivery, environments }: Opened,
  state: ProjectState | undefined,
): Promise<readonly Finding[]> {
  const { registry, serviceSet } = delivery;
  if (registry === undefined) return [notChecked('images', 'not used: no registry is asked with this store')];
  if (state === undefined) return [unread('images')];
  return attempt('images', () => checkImages(registry, state, serviceSet, environments));
}

function deploymentsOf(
  { session, delivery, environments }: Opened,
  state: ProjectState | undefined,
): readonly Finding[] {
  if (state === undefined) return [unread('deployments')];
  const { host } = session;
  return checkLeftBehind(state, delivery.serviceSet, environments, {
    at: delivery.now(),
    isGone: (holder) => host.isGone(holder),
    reconcile: ({ id }) => session.again(`reconcile ${id}`),
  });
}

function unread(name: string): Finding {
  return notChecked(name, 'the record cannot be read');
}
