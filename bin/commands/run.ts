import { type Round, type RunMeans, runRound } from '../../lib/delivery/index.js';
import type { DeploymentId } from '../../lib/ids.js';
import { together } from '../../lib/together.js';
import type { Answer, Command, Invocation } from '../command.js';
import { meansOf } from '../deploying.js';
import { parseDuration } from '../duration.js';
import { ExitCode } from '../exit-code.js';
import { type Failure, failureJson, failureOf, failureText } from '../failure.js';
import { misuse } from '../misuse.js';
import { Session } from '../session.js';
import { targetNamed } from '../target.js';
import { roundJson, roundText } from '../views/round-view.js';

const DEFAULT_INTERVAL = '30s';

/** Between two rounds at least, however soon something is due. */
const LEAST_PAUSE_MS = 1_000;

export const run: Command = async (session, invocation) => {
  const { intervalMs } = await together({
    words: () => checkWords(invocation),
    intervalMs: () => parseDuration(invocation.value('interval') ?? DEFAULT_INTERVAL, '--interval'),
    means: () => meansOf(session, invocation),
  });
  if (invocation.flag('watch')) return watch(session, invocation, intervalMs);
  const round = await goRound(session, invocation, { isStopped: () => false, tried: new Set() });
  return { json: roundJson(round), text: await roundText(session, round), exitCode: exitCodeFor(round) };
};

function checkWords(invocation: Invocation): void {
  const watches = invocation.flag('watch');
  if (watches && invocation.flag('once'))
    throw misuse('--once and --watch contradict each other', 'leave one of them out');
  if (!watches && invocation.value('interval') !== undefined)
    throw misuse('--interval is for --watch, and this looks once', 'add --watch, or leave out --interval');
}

/** Looks again and again until somebody interrupts it. The manifest is read anew every time. */
async function watch(begun: Session, invocation: Invocation, intervalMs: number): Promise<Answer> {
  const { host, options } = begun;
  const interrupted = host.interruption();
  const tried = new Set<DeploymentId>();
  const isStopped = (): boolean => interrupted.aborted;
  let last = '';
  while (!isStopped()) {
    const session = new Session(host, options);
    let pauseMs = intervalMs;
    try {
      const round = await goRound(session, invocation, { isStopped, tried });
      if (options.json === true) host.out(`${JSON.stringify(roundJson(round))}\n`);
      else last = tell(host.out, await roundText(session, round), last);
      pauseMs = untilNext(session, round, intervalMs);
    } catch (error) {
      const failure = failureOf(error);
      if (!isPassing(failure)) throw error;
      if (options.json === true) host.out(`${JSON.stringify(failureJson(failure))}\n`);
      else last = tell(host.err, failureText(failure), last);
    }
    if (!isStopped()) await host.pause(pauseMs, interrupted);
  }
  return { json: undefined, text: '' };
}

/** Tells what is new; that nothing has changed is not told again and again. */
function tell(say: (text: string) => void, text: string, last: string): string {
  if (text !== last) say(text.endsWith('\n') ? text : `${text}\n`);
  return text;
}

async function goRound(
  session: Session,
  invocation: Invocation,
  more: Pick<RunMeans, 'isStopped' | 'tried'>,
): Promise<Round> {
  const signer = await session.signer();
  const deploying = await meansOf(session, invocation);
  const targetOf: RunMeans['targetOf'] = ({ target }) => targetNamed(session, target);
  try {
    return await runRound(session.delivery, signer, { ...more, deploying, targetOf });
  } finally {
    deploying.renderer.dispose?.();
  }
}

/** What ends one round and may not end the next: something is not there, or others write at the same time. */
function isPassing({ exitCode }: Failure): boolean {
  return exitCode === ExitCode.unavailable || exitCode === ExitCode.conflict || exitCode === ExitCode.unknown;
}

function untilNext(session: Session, { earliest }: Round, intervalMs: number): number {
  if (earliest === undefined) return intervalMs;
  const left = Date.parse(earliest) - Date.parse(session.now());
  return Math.min(intervalMs, Math.max(left, LEAST_PAUSE_MS));
}

function exitCodeFor({ promotions, reconciled }: Round): ExitCode {
  const steps = new Set<string>([...promotions.map(({ step }) => step), ...reconciled.map(({ outcome }) => outcome)]);
  if (steps.has('failed')) return ExitCode.failed;
  if (steps.has('unknown') || steps.has('unsettled')) return ExitCode.unknown;
  return steps.has('conflict') ? ExitCode.conflict : ExitCode.done;
}
