import { type BracketId, compareInstants, type EnvironmentId, type Instant, type ReleaseId } from '../ids.js';
import { type LedgerView, record } from '../ledger/index.js';
import { SlipwayError } from '../problem.js';
import {
  currentRelease,
  type Deployment,
  type DeploymentKind,
  type EventDraft,
  findDeployment,
} from '../promotion/index.js';
import type { ImageChange, Release } from '../release/index.js';
import { hasGate, type Place, type StackRenderer } from '../targets/index.js';
import { askLaw, isHolderGone, type LawQuestion } from './ask-law.js';
import { assertRuns, assertStillRuns } from './assert-runs.js';
import { type Change, changeOf } from './change.js';
import { finish, type Held, hasEnded } from './closing.js';
import type { Delivery, Signer } from './delivery.js';
import { requireImages } from './images-there.js';
import { lineageOf } from './lineage-of.js';
import { type Opening, type OpeningQuestion, opening } from './opening.js';
import { refusal } from './refusal.js';
import { settle } from './settle.js';
import { look, type WatchMeans, watch } from './watch.js';

/** What to deploy, and who asks for it. */
export interface DeployRequest {
  readonly release: Release;
  readonly environment: EnvironmentId;
  readonly kind: DeploymentKind;
  /** Nobody asked for it: it follows by itself on a pass in the environment before. */
  readonly automatic?: true | undefined;
  /** The bracket that it releases. */
  readonly bracket?: BracketId | undefined;
  readonly signer: Signer;
  /**
   * The release that has to run there still, because this one was made from it: otherwise whatever came there meanwhile
   * would be undone by services that nobody asked to change. @default - any
   */
  readonly onto?: ReleaseId | undefined;
}

/** With what to deploy. */
export interface DeployMeans extends WatchMeans {
  readonly renderer: StackRenderer;
  /** Name and version of the tool, for the record. */
  readonly tool: string;
  /** Who holds the lease while this runs, e.g. `<host>/<process>`. */
  readonly holder: string;
  /** For how long nobody else may step in, in milliseconds. */
  readonly leaseMs: number;
  /** Whether the process behind a holder is known to be gone. Not known is false. */
  readonly isGone: (holder: string) => boolean;
  /** Given every line that a program prints which does the work, e.g. `cdk`. */
  readonly output?: (line: string) => void;
}

export interface DeployResult {
  /** As the record has it at the end; still `ongoing` where the outcome is not known. */
  readonly deployment: Deployment;
  /** What changed in the environment; empty where nothing did, and where it is not known that it did. */
  readonly changes: readonly ImageChange[];
  /** False where the release stood there already, byte for byte, and nothing was recorded. */
  readonly performed: boolean;
  /** What was seen on the way that explains a failure, one line each. */
  readonly notes: readonly string[];
}

/** How often something may be found in the way before somebody has to look. */
const MAX_TRIES = 6;

/**
 * One step from a release to what runs: the intent is recorded, the stack is rendered and applied, what stands there is
 * observed, and the outcome is recorded on that evidence. It can be stopped at any point and called again.
 */
export async function deploy(delivery: Delivery, request: DeployRequest, means: DeployMeans): Promise<DeployResult> {
  const place = placeOf(delivery, request.environment);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const view = await delivery.ledger.view(delivery.project.id);
    const lineage = await lineageOf(delivery, view.state, request);
    if (tries === 0) askBeforehand(delivery, view, { ...request, lineage }, means);
    const change = await planOn(delivery, view, request, means);
    if (tries === 0) await requireImages(delivery, change);
    const { begun, after } = await begin(delivery, { ...request, lineage }, means, change, view);
    switch (begun.step) {
      case 'nothing':
        await assertRuns(delivery, means.target, place, request.release, begun.deployment);
        return { deployment: begun.deployment, changes: [], performed: false, notes: [] };
      case 'refused':
        throw refusal(request, begun.decision);
      case 'outdated':
        break;
      case 'moved':
        throw environmentMoved(request, begun.runs);
      case 'passed-over':
        throw passedOver(request, begun.why);
      case 'ended':
        throw bracketEnded(request);
      case 'settle':
        means.progress?.('Ending a deployment that was left behind');
        await settle(delivery, request.signer, means, place, heldBy(begun.draft));
        break;
      default:
        return carryOut(delivery, request, means, change, heldBy(begun.draft), after);
    }
  }
  throw new SlipwayError('conflict', {
    code: 'EnvironmentBusy',
    message: `${request.environment} is being changed by others again and again`,
    hint: `look at \`slipway status ${request.environment}\`, then try again`,
  });
}

/** Services that were not named would go back to what ran when the release was made. */
function environmentMoved({ environment, onto, release }: DeployRequest, runs: ReleaseId | undefined): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'EnvironmentMoved',
    message: `${release.id} was made on top of ${onto}, and ${environment} runs ${runs ?? 'nothing'} by now`,
    hint: 'nothing was deployed; run the command again, and it starts from what runs there now',
  });
}

/** What somebody gave up is not released behind their back. */
function bracketEnded({ environment, bracket }: DeployRequest): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'BracketEnded',
    message: `bracket ${bracket} of ${environment} was released or abandoned while this was being prepared`,
    hint: `nothing was deployed; see \`slipway bracket show ${environment}\``,
  });
}

/** What somebody decided meanwhile is not undone by what was to follow by itself. */
function passedOver({ environment, release }: DeployRequest, why: string): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'PassedOver',
    message: `release ${release.number} (${release.id}) does not follow into ${environment} by itself: ${why}`,
    hint: `nothing was deployed; to deploy it all the same: \`slipway deploy ${release.id} --environment ${environment}\``,
  });
}

/** What a deployment would change, without recording or changing anything. */
export async function plan(
  delivery: Delivery,
  request: Pick<DeployRequest, 'release' | 'environment'>,
  means: Pick<DeployMeans, 'target' | 'renderer' | 'progress'>,
): Promise<Change> {
  return planOn(delivery, await delivery.ledger.view(delivery.project.id), request, means);
}

/** The record first: if somebody ends a deployment after that, the opening sees that the plan is outdated. */
async function planOn(
  delivery: Delivery,
  { state }: LedgerView,
  request: Pick<DeployRequest, 'release' | 'environment'>,
  means: Pick<DeployMeans, 'target' | 'renderer' | 'progress'>,
): Promise<Change> {
  const place = placeOf(delivery, request.environment);
  means.progress?.(`Rendering the stack of ${request.environment}`);
  const stack = await means.renderer.render(place, request.release);
  const before = await means.target.current(place);
  const replaces = currentRelease(state, place.serviceSet, place.environment);
  return changeOf(place, request.release, replaces, stack, before);
}

/**
 * Asks the law before anything is rendered: what may not run there need not be renderable either. What runs there
 * already is left to the opening, which may find nothing to do.
 */
function askBeforehand(
  delivery: Delivery,
  { state }: LedgerView,
  request: DeployRequest & Pick<LawQuestion, 'lineage'>,
  means: DeployMeans,
): void {
  const { environment, release } = request;
  if (currentRelease(state, delivery.serviceSet.id, environment)?.id === release.id) return;
  const decision = askLaw(delivery, state, request, means.isGone);
  if (!decision.eligible) throw refusal(request, decision);
}

async function begin(
  delivery: Delivery,
  request: DeployRequest & Required<Pick<OpeningQuestion, 'lineage'>>,
  means: DeployMeans,
  change: Change,
  seen: LedgerView,
): Promise<{ readonly begun: Opening; readonly after: LedgerView }> {
  const place = placeOf(delivery, request.environment);
  let begun: Opening | undefined;
  const decideBeginning = ({ state }: LedgerView) => {
    begun = opening(state, {
      place,
      change,
      kind: request.kind,
      automatic: request.automatic,
      bracket: request.bracket,
      lineage: request.lineage,
      onto: request.onto,
      signer: request.signer,
      at: delivery.now(),
      holder: means.holder,
      leaseMs: means.leaseMs,
      holderGone: isHolderGone(state, place.serviceSet, place.environment, means.isGone),
      manifestHash: delivery.manifestHash,
      target: means.target.name,
      tool: means.tool,
    });
    return 'draft' in begun ? begun.draft : undefined;
  };
  const { view: after } = await record(delivery.ledger, delivery.project.id, decideBeginning, seen);
  if (begun === undefined) throw new Error('the record was written without being asked what to write');
  return { begun, after };
}

async function carryOut(
  delivery: Delivery,
  request: DeployRequest,
  means: DeployMeans,
  change: Change,
  held: Held & { readonly until: Instant },
  opened: LedgerView,
): Promise<DeployResult> {
  const place = placeOf(delivery, request.environment);
  means.progress?.(`Applying ${request.release.id} to ${request.environment}`);
  // Another may have taken over by now, and would have its stack replaced behind its back.
  if (compareInstants(delivery.now(), held.until) >= 0) throw leaseRanOut(request, held);
  let failure: string | undefined;
  try {
    const { progress = () => undefined, output = () => undefined } = means;
    await means.target.apply(place, change.stack, { until: held.until, progress, output });
  } catch (error) {
    failure = messageOf(error);
  }
  try {
    const ended = hasGate(change.stack.template) ? await endedByItself(delivery, held) : undefined;
    if (ended !== undefined) {
      if (failure !== undefined && ended.status === 'succeeded')
        await assertStillRuns(delivery, means, place, request.release, {
          deployment: ended,
          failure,
          until: held.until,
        });
      const notes = await notesOf(delivery, means, place, ended);
      return {
        deployment: ended,
        ...changesOf(ended, change),
        notes: failure === undefined ? notes : [failure, ...notes],
      };
    }
    means.progress?.('Looking at what runs');
    const observation = await watch(delivery, means, place, held.until);
    const ending = { observation, ...(failure === undefined ? {} : { failure }) };
    const deployment = await finish(delivery, place, request.signer, held, ending, opened);
    // What went wrong on the way is a part of how a deployment ended; of one that has not ended it is told here.
    const why =
      deployment.status === 'ongoing' ? [failure, observation.message].filter((one) => one !== undefined) : [];
    return { deployment, ...changesOf(deployment, change), notes: [...why, ...(observation.notes ?? [])] };
  } catch (error) {
    throw outcomeNotRecorded(request, error);
  }
}

/** The deployment, where the stack's own gate has ended it: on the same evidence as would be looked for here. */
async function endedByItself({ ledger, project }: Delivery, held: Held): Promise<Deployment | undefined> {
  const { state } = await ledger.view(project.id);
  return hasEnded(state, held) ? findDeployment(state, held.deployment) : undefined;
}

/** What explains why a deployment did not succeed: its own evidence is in the record, and no more than that. */
async function notesOf(
  delivery: Delivery,
  { target }: WatchMeans,
  place: Place,
  { status }: Deployment,
): Promise<readonly string[]> {
  return status === 'succeeded' ? [] : ((await look(delivery, target, place)).notes ?? []);
}

function changesOf({ status }: Deployment, { images }: Change): Pick<DeployResult, 'changes' | 'performed'> {
  return { changes: status === 'succeeded' ? images : [], performed: true };
}

function leaseRanOut({ environment }: DeployRequest, { until }: { readonly until: Instant }): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'LeaseLost',
    message: `the right to change ${environment} ran out at ${until}, before anything was applied`,
    hint: 'nothing was changed: run the command again, with a longer --wait if the machine is slow',
  });
}

/** Something was applied, and what came of it is not in the record: as good as unknown, until somebody runs it again. */
function outcomeNotRecorded({ environment }: DeployRequest, error: unknown): unknown {
  const isKnown = (known: SlipwayError): boolean =>
    known.kind === 'conflict' || known.problems.some(({ code }) => code === 'RunsSomethingElse');
  if (error instanceof SlipwayError && isKnown(error)) return error;
  return new SlipwayError('unknown', {
    code: 'OutcomeNotRecorded',
    message: `what was done in ${environment} could not be recorded: ${messageOf(error)}`,
    hint: 'mend that and run the command again: it goes on where it stopped',
  });
}

/** What an event that opened or took over a deployment gave to its writer. */
function heldBy({ fact }: EventDraft): Held & { readonly until: Instant } {
  if (fact.type !== 'deployment.requested' && fact.type !== 'deployment.resumed')
    throw new Error(`a deployment does not begin with ${fact.type}`);
  return { deployment: fact.deployment, fence: fact.lease.fence, until: fact.lease.expires };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function placeOf(delivery: Delivery, environment: EnvironmentId): Place {
  return { project: delivery.project, serviceSet: delivery.serviceSet.id, environment };
}
