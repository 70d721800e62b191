import { askLaw, recordVerdict, requireEnvironment, resolveRelease, type Signer } from '../../lib/delivery/index.js';
import type { EnvironmentId, ReleaseId } from '../../lib/ids.js';
import { SlipwayError } from '../../lib/problem.js';
import {
  currentRelease,
  findRelease,
  formerRelease,
  type ProjectState,
  rollbackTarget,
  type Verdict,
  type VerdictRecorded,
} from '../../lib/promotion/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { makeReady } from '../preparing.js';
import type { Session } from '../session.js';
import { applyingWith } from '../target.js';

interface Judged {
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly verdict: Verdict;
}

const VERDICTS: readonly Verdict[] = ['pass', 'warning', 'fail'];

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const [id = '', word = ''] = invocation.arguments;
  const tested = invocation.value('release');
  const { environment, verdict, release } = await together({
    environment: () => requireEnvironment(delivery.project, delivery.serviceSet, id),
    verdict: () => parseVerdict(word),
    release: () => (tested === undefined ? undefined : resolveRelease(delivery, tested)),
  });
  const evidence = invocation.value('evidence');
  const judgement = {
    environment,
    verdict,
    ...(release === undefined ? {} : { release: release.id }),
    ...(evidence === undefined ? {} : { evidence }),
  };
  const signer = await session.signer();
  const fact = await recordVerdict(delivery, judgement, signer);
  return {
    json: {
      environment: fact.environment,
      release: fact.release,
      verdict: fact.verdict,
      deployment: fact.deployment,
      evidence: fact.evidence,
    },
    text: [
      `Recorded: ${fact.release} in ${environment.id} is a ${session.style.strong(verdict)}.`,
      ...(await nextSteps(session, { environment: environment.id, release: fact.release, verdict })),
      ...(verdict === 'fail' ? [] : await prepared(session, fact, signer)),
    ].join('\n'),
  };
};

/** Makes what was judged ready for what follows by itself, unless that was done when it was deployed. */
async function prepared(
  session: Session,
  { environment, release: id }: Pick<VerdictRecorded, 'environment' | 'release'>,
  signer: Signer,
): Promise<readonly string[]> {
  const { delivery } = session;
  if (session.store.aws === undefined) return [];
  const release = findRelease((await delivery.ledger.view(delivery.project.id)).state, id);
  if (release === undefined) return [];
  return makeReady(session, applyingWith(session, undefined), { environment, release, signer, onlyMissing: true });
}

/** What to do with a verdict, as far as it can be done now: a command that would be refused helps nobody. */
async function nextSteps(session: Session, { environment, release, verdict }: Judged): Promise<string[]> {
  const { delivery, host } = session;
  const { project, serviceSet, ledger } = delivery;
  const { state } = await ledger.view(project.id);
  if (verdict === 'fail') return [waysBack(session, state, environment)];
  const judged = findRelease(state, release);
  if (judged === undefined) return [];
  return project.environments
    .filter(({ id, after }) => after.includes(environment) && serviceSet.environments.includes(id))
    .filter(({ id }) => currentRelease(state, serviceSet.id, id)?.id !== release)
    .map(({ id }) => {
      const question = { environment: id, release: judged, kind: 'sync' as const };
      const { eligible } = askLaw(delivery, state, question, (holder) => host.isGone(holder));
      if (verdict === 'warning')
        return `${session.next(`approve ${release} --environment ${id}`)}, by somebody who accepts the warning`;
      if (eligible) return session.next(`sync ${id}`);
      return `${session.next(`why ${release} --environment ${id}`)} says what is still missing for ${id}`;
    });
}

/** Where to go from what failed. */
function waysBack(session: Session, state: ProjectState, environment: EnvironmentId): string {
  const { serviceSet } = session.delivery;
  if (rollbackTarget(state, serviceSet.id, environment) !== undefined) return session.next(`rollback ${environment}`);
  const former = formerRelease(state, serviceSet.id, environment);
  if (former !== undefined) return `${session.next(`rollback ${environment} --to ${former}`)}, which ran there before`;
  return `${session.next(`history --environment ${environment}`)} shows what ran there before`;
}

function parseVerdict(word: string): Verdict {
  const verdict = VERDICTS.find((candidate) => candidate === word);
  if (verdict !== undefined) return verdict;
  throw new SlipwayError('input', {
    code: 'UnknownVerdict',
    message: `"${word}" is not a verdict`,
    hint: 'say pass, warning or fail',
  });
}
