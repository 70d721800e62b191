import {
  askLaw,
  breakGlass,
  type Change,
  type DeployMeans,
  type DeployRequest,
  type DeployResult,
  deploy,
  type Glass,
  type LawQuestion,
  lineageOf,
  plan,
  type ReconcileMeans,
  refusal,
  type Signer,
  weighGlass,
} from '../lib/delivery/index.js';
import { SlipwayError } from '../lib/problem.js';
import { type Decision, isOnlyBusy, type ProjectState, type Reason } from '../lib/promotion/index.js';
import type { Release } from '../lib/release/index.js';
import { together } from '../lib/together.js';
import { version } from '../lib/version.js';
import { codesOf, type GlassWish, glassWish, needlessNote, waivedLines } from './breaking.js';
import type { Answer, Invocation } from './command.js';
import { parseDuration } from './duration.js';
import { ExitCode } from './exit-code.js';
import { makeReady } from './preparing.js';
import type { Session } from './session.js';
import { applyingWith } from './target.js';
import { changesText } from './views/changes-view.js';
import { deploymentJson, plannedJson } from './views/deployment-view.js';
import { outcomeText } from './views/outcome-view.js';

const DEFAULT_WAIT = '30m';

/** What a command wants deployed. */
export interface Wish extends Omit<DeployRequest, 'signer'> {
  /** Records the release, where it was only proposed so far; called when nothing speaks against it any more. */
  readonly record?: (signer: Signer) => Promise<Release>;
  /** What somebody at a terminal is shown beside the change, before they are asked; one line each. */
  readonly mind?: readonly string[];
}

/** With what a command deploys. */
export interface Means extends DeployMeans {
  /** That the glass is to be broken for it, if the law asks for that. */
  readonly glass?: GlassWish | undefined;
}

/** What is to be deployed, by whomever. */
type Request = Omit<DeployRequest, 'signer'>;

/** Deploys as asked, or with --dry-run shows what would be done; what `deploy`, `promote`, `sync` and `rollback` share. */
export async function perform(
  session: Session,
  invocation: Invocation,
  means: Means,
  { record, mind = [], ...request }: Wish,
): Promise<Answer> {
  if (invocation.flag('dryRun')) return rehearse(session, request, means);
  const signer = await session.signer();
  const change = await (means.glass === undefined ? askFirst : askForGlass)(session, request, means, mind);
  const release = record === undefined ? request.release : await record(signer);
  if (release.id !== request.release.id) throw movedOn(request.environment);
  const glass = await broken(session, { ...request, release }, means, change, signer);
  const result = await deploy(session.delivery, { ...request, release, signer }, means);
  const answer = answerOf(session, release, result, glass);
  if (result.deployment.status !== 'succeeded' || request.kind === 'rollback') return answer;
  const told = await makeReady(session, means, { environment: request.environment, release, signer });
  return told.length === 0 ? answer : { ...answer, text: [answer.text, ...told].join('\n') };
}

/** Whether a release stands in its environment already, byte for byte. */
export function standsThere({ release, replaces, before, stack }: Change): boolean {
  return replaces?.id === release.id && before === stack.template;
}

/** What was shown and agreed to is what is deployed, or nothing. */
function movedOn(environment: string): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'ReleaseMoved',
    message: `what runs in ${environment}, or what the label points at, changed while this was being prepared`,
    hint: 'nothing was deployed; run the command again to see what it would do now',
  });
}

/** With what to deploy, as the options say. */
export async function meansOf(session: Session, invocation: Invocation): Promise<Means> {
  const { means, leaseMs, glass } = await together({
    means: () => applyingWith(session, invocation.value('target')),
    leaseMs: () => parseDuration(invocation.value('wait') ?? DEFAULT_WAIT, '--wait'),
    glass: () => glassWish(session, invocation),
  });
  const output = (line: string) => session.output(line);
  return { ...holding(session), ...means, leaseMs, glass, tool: `slipway ${version}`, output };
}

/** What it takes to hold an environment and to wait for it. */
export function holding(session: Session): Omit<ReconcileMeans, 'target'> {
  const { host } = session;
  return {
    holder: host.identity,
    leaseMs: parseDuration(DEFAULT_WAIT, '--wait'),
    isGone: (holder) => host.isGone(holder),
    pause: (milliseconds) => host.pause(milliseconds),
    progress: (step) => session.progress(step),
  };
}

/** Shows the change and asks, where somebody sits at a terminal; nothing is shown of what the law refuses. */
async function askFirst(session: Session, request: Request, means: Means, mind: readonly string[]): Promise<undefined> {
  if (!session.asks || !(await law(session, request)).eligible) return;
  const change = await plan(session.delivery, request, means);
  if (standsThere(change) || !(await law(session, request, change)).eligible) return;
  session.host.err(announcement(request, change, mind));
  await session.confirm('Do you wish to continue?');
}

/** The change for which the glass may have to be broken, agreed to by whoever sits at a terminal. */
async function askForGlass(
  session: Session,
  request: Request,
  means: Means,
  mind: readonly string[],
): Promise<Change | undefined> {
  // What no broken glass waives need not be renderable.
  insist(request, await glassOf(session, request));
  const change = await plan(session.delivery, request, means);
  if (standsThere(change)) return undefined;
  const waived = insist(request, await glassOf(session, request, change));
  if (!session.asks) return change;
  const waives = waived.length === 0 ? [] : ['It waives, as the glass is broken:', ...waivedLines(waived)];
  session.host.err(announcement(request, change, [...mind, ...waives]));
  await session.confirm(waived.length === 0 ? 'Do you wish to continue?' : 'Break the glass and continue?');
  return change;
}

function announcement({ release, environment }: Request, { images }: Change, mind: readonly string[]): string {
  const head = `This will deploy release ${release.number} to ${environment}:`;
  return [head, changesText(images), ...mind, ''].join('\n');
}

/** What is waived; an error where something stands that cannot be. */
function insist(request: Request, glass: Glass): readonly Reason[] {
  if (glass.step === 'in-vain') throw refusal(request, glass.decision);
  return glass.step === 'needless' ? [] : glass.waived;
}

/** Breaks the glass for a change, where that was asked for and makes a difference. */
async function broken(
  session: Session,
  request: Request,
  { glass: wish, isGone }: Means,
  change: Change | undefined,
  signer: Signer,
): Promise<Glass | undefined> {
  if (wish === undefined || change === undefined) return undefined;
  const { reason, lengthMs } = wish;
  const { question } = await asked(session, request, change);
  const glass = await breakGlass(session.delivery, question, { signer: { ...signer, reason }, lengthMs, isGone });
  insist(request, glass);
  return glass;
}

/** What the law says of a request now; precisely, where it is known what it would change. */
async function law(session: Session, request: Request, change?: Change): Promise<Decision> {
  const { state, question } = await asked(session, request, change);
  return askLaw(session.delivery, state, question, (holder) => session.host.isGone(holder));
}

/** What breaking the glass for a request would mean now. */
async function glassOf(session: Session, request: Request, change?: Change): Promise<Glass> {
  const { state, question } = await asked(session, request, change);
  return weighGlass(session.delivery, state, question, (holder) => session.host.isGone(holder));
}

async function asked(
  { delivery }: Session,
  request: Request,
  change: Change | undefined,
): Promise<{ readonly state: ProjectState; readonly question: LawQuestion }> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const { release, environment, kind } = request;
  const lineage = await lineageOf(delivery, state, request);
  return { state, question: { release, environment, kind, lineage, change: change?.identity } };
}

async function rehearse(session: Session, request: Request, means: Means): Promise<Answer> {
  const change = await plan(session.delivery, request, means);
  const { decision, note } = await foreseen(session, request, means, change);
  const { overridden: waived = [] } = decision;
  return {
    json: {
      dryRun: true,
      eligible: decision.eligible,
      reasons: decision.reasons,
      overridden: codesOf(waived),
      deployment: plannedJson(request, session.delivery.serviceSet.id),
      hash: change.identity.hash,
      changed: change.images.map(({ artifact }) => artifact),
    },
    text: [
      `Would deploy release ${request.release.number} (${request.release.id}) to ${request.environment}; nothing was written.`,
      changesText(change.images),
      ...decision.reasons.map(({ message }) => `  refused: ${message}`),
      ...(waived.length === 0 ? [] : ['Would be waived, as the glass is broken:', ...waivedLines(waived)]),
      ...(note === undefined ? [] : [`Note: ${note}`]),
    ].join('\n'),
    exitCode: exitCodeFor(decision),
  };
}

/** What the law would say, under a glass that is yet to be broken where that is asked for. */
async function foreseen(
  session: Session,
  request: Request,
  { glass: wish }: Means,
  change: Change,
): Promise<{ readonly decision: Decision; readonly note?: string | undefined }> {
  if (wish === undefined) return { decision: await law(session, request, change) };
  if (standsThere(change)) return { decision: { eligible: true, reasons: [] } };
  const glass = await glassOf(session, request, change);
  if (glass.step === 'in-vain') return { decision: glass.decision };
  const waived = glass.step === 'needless' ? {} : { overridden: glass.waived };
  return { decision: { eligible: true, reasons: [], ...waived }, note: needlessNote(glass) };
}

function exitCodeFor(decision: Decision): ExitCode {
  if (decision.eligible) return ExitCode.done;
  return isOnlyBusy(decision) ? ExitCode.conflict : ExitCode.refused;
}

function answerOf(session: Session, release: Release, result: DeployResult, glass: Glass | undefined): Answer {
  const { deployment, performed } = result;
  const overridden = performed ? (deployment.overridden ?? []) : [];
  const note = needlessNote(glass);
  return {
    json: {
      deployment: deploymentJson(deployment, release),
      changed: result.changes.map(({ artifact }) => artifact),
      performed,
      notes: note === undefined ? result.notes : [...result.notes, note],
      overridden,
    },
    text: [
      outcomeText(session, release, result),
      ...(overridden.length === 0 ? [] : overriddenLines(session, deployment.environment, overridden, glass)),
      ...(note === undefined ? [] : [`Note: ${note}`]),
    ].join('\n'),
    exitCode: exitCodes[deployment.status],
  };
}

/** What was waived, and what is owed for it. */
function overriddenLines(
  session: Session,
  environment: string,
  overridden: readonly string[],
  glass: Glass | undefined,
): string[] {
  const messages = glass?.step === 'in-force' ? waivedLines(glass.waived) : overridden.map((code) => `  - ${code}`);
  const until = glass?.step === 'in-force' ? ` until ${glass.expires}` : '';
  return [
    `${session.style.doubtful('Waived')}, as the glass is broken${until}:`,
    ...messages,
    `${environment} stays marked until a verdict on that is in: \`${session.again(`verdict ${environment} <pass|warning|fail>`)}\``,
  ];
}

const exitCodes: Readonly<Record<DeployResult['deployment']['status'], ExitCode>> = {
  succeeded: ExitCode.done,
  failed: ExitCode.failed,
  'rolled-back': ExitCode.failed,
  ongoing: ExitCode.unknown,
};
