import type { App } from 'aws-cdk-lib/core';
import { LedgerStack, ReleaseLedger, ReleaseStack } from '../constructs/index.js';
import { type Delivery, resolveRelease, weighRelease } from '../lib/delivery/index.js';
import type { EnvironmentId } from '../lib/ids.js';
import { ledgerStackName, type Project, type ServiceSet } from '../lib/manifest/index.js';
import { SlipwayError } from '../lib/problem.js';
import { currentRelease, type ProjectState, type Reason } from '../lib/promotion/index.js';
import type { Release } from '../lib/release/index.js';
import { placeName } from '../lib/targets/index.js';
import { together } from '../lib/together.js';
import { cdkApp, synthesize } from './cdk-app.js';
import type { Answer } from './command.js';
import { chosenEnvironment } from './environment.js';
import { Session } from './session.js';

/** One stack of the app: a service set in an environment under a release, and what the law has against it. */
interface PlannedStack {
  readonly serviceSet: ServiceSet;
  readonly environment: EnvironmentId;
  readonly release: Release;
  readonly refusals: readonly Reason[];
}

/**
 * The CDK app: one stack per service set and environment. `-c release` goes to `-c environment`, or to the first
 * environment; every other stack renders its current release again, so an image never moves by accident. With an `aws:`
 * store every stack asks the ledger to be let in, and the ledger is a stack of its own.
 */
export async function appAnswer(bare: Session): Promise<Answer> {
  const app = cdkApp();
  const session = withContext(bare, app);
  const { project, store } = session;
  const stacks = await planStacks(session, contextText(app, 'release'), contextText(app, 'environment'));
  const tableName = store.aws?.table;
  const ledger = tableName === undefined ? undefined : ReleaseLedger.fromTableName(app, 'Ledger', tableName);
  for (const { serviceSet, ...stack } of stacks) {
    const place = { project, serviceSet: serviceSet.id, environment: stack.environment };
    new ReleaseStack(app, placeName(place), { ...stack, ...place, ledger });
  }
  if (tableName !== undefined) addLedgerStack(app, project, tableName);
  synthesize(app);
  return {
    text: '',
    json: { stacks: stacks.map(({ environment, release }) => ({ environment, release: release.id })) },
  };
}

function addLedgerStack(app: App, project: Project, tableName: string): void {
  const stackName = ledgerStackName(project);
  const { account, region } = project.aws;
  new LedgerStack(app, stackName, { stackName, project: project.id, tableName, env: { account, region } });
}

/** What the context names counts where the command line is silent. */
function withContext({ host, options }: Session, app: App): Session {
  const manifest = options.manifest ?? contextText(app, 'slipway:manifest');
  const store = options.store ?? contextText(app, 'slipway:store');
  const project = options.project ?? contextText(app, 'slipway:project');
  return new Session(host, {
    ...options,
    ...(project === undefined ? {} : { project }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(store === undefined ? {} : { store }),
  });
}

function contextText(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

async function planStacks(
  session: Session,
  wanted: string | undefined,
  where: string | undefined,
): Promise<readonly PlannedStack[]> {
  if (wanted === undefined && where !== undefined)
    throw new SlipwayError('input', {
      code: 'NoRelease',
      message: `-c environment=${where} says where a release goes, and no release is named`,
      hint: 'add -c release=<id>, or leave -c environment out to render what runs',
    });
  const { project, store, options } = session;
  if (wanted === undefined && store.aws !== undefined && !(await ledgerIsThere(session))) return [];
  const sets = options.serviceSet === undefined ? project.serviceSets : [session.serviceSet];
  const chosen = wanted === undefined ? undefined : await choose(session, sets, wanted, where);
  const { state } = await store.ledger.view(project.id);
  const ofSets = sets.map((serviceSet) => stacksOf(session.deliveryOf(serviceSet), state, chosen));
  const stacks = (await Promise.all(ofSets)).flat();
  if (stacks.length > 0 || store.aws !== undefined) return stacks;
  throw new SlipwayError('input', {
    code: 'NoRelease',
    message: `nothing of project ${project.id} was deployed yet, and no release is named`,
    hint: 'name one with -c release=<id>; `slipway release list` shows them',
  });
}

/** The table is made by the app itself: before that there is nothing to render but the ledger's own stack. */
async function ledgerIsThere({ store, project }: Session): Promise<boolean> {
  try {
    await store.ledger.view(project.id);
    return true;
  } catch (error) {
    if (error instanceof SlipwayError && error.problems.some(({ code }) => code === 'LedgerNotFound')) return false;
    throw error;
  }
}

/** A release that was named, and where it is to go. */
interface Choice {
  readonly release: Release;
  readonly environment: EnvironmentId;
}

async function choose(
  session: Session,
  sets: readonly ServiceSet[],
  wanted: string,
  where: string | undefined,
): Promise<Choice> {
  const found: Choice[] = [];
  const failures: unknown[] = [];
  for (const serviceSet of sets) {
    try {
      const delivery = session.deliveryOf(serviceSet);
      found.push(
        await together({
          release: () => resolveRelease(delivery, wanted),
          environment: () => chosenEnvironment(delivery, where).id,
        }),
      );
    } catch (error) {
      failures.push(error);
    }
  }
  const [only, ...others] = found;
  if (only === undefined) throw failures[0];
  if (others.length === 0) return only;
  throw new SlipwayError('input', {
    code: 'AmbiguousRelease',
    message: `"${wanted}" names a release of several service sets: ${found.map(({ release }) => release.id).join(', ')}`,
    hint: 'name one by its id',
  });
}

async function stacksOf(
  delivery: Delivery,
  state: ProjectState,
  chosen: Choice | undefined,
): Promise<readonly PlannedStack[]> {
  const { serviceSet } = delivery;
  const planned: PlannedStack[] = [];
  for (const environment of serviceSet.environments) {
    const release = currentRelease(state, serviceSet.id, environment);
    if (chosen?.environment === environment && chosen.release.serviceSet === serviceSet.id)
      planned.push({ serviceSet, environment, ...(await weighRelease(delivery, state, environment, chosen.release)) });
    else if (release !== undefined) planned.push({ serviceSet, environment, release, refusals: [] });
  }
  return planned;
}
