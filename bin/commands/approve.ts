import {
  approve,
  type Change,
  plan,
  requireApprover,
  requireEnvironment,
  requireSameChange,
  resolveRelease,
} from '../../lib/delivery/index.js';
import type { Environment } from '../../lib/manifest/index.js';
import { type Risk, risksOf } from '../../lib/targets/index.js';
import { together } from '../../lib/together.js';
import { approvalLines, approvalStanding } from '../approval-standing.js';
import type { Command } from '../command.js';
import { needed } from '../needed.js';
import { printable, type Style } from '../style.js';
import { applyingWith } from '../target.js';
import { changesText } from '../views/changes-view.js';
import { noteLines, recordedJson } from '../views/control-view.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const { place, release, applying, signer } = await together({
    place: () =>
      requireEnvironment(
        delivery.project,
        delivery.serviceSet,
        needed(invocation.value('environment'), '--environment'),
      ),
    release: () => resolveRelease(delivery, invocation.arguments[0] ?? ''),
    applying: () => applyingWith(session, invocation.value('target')),
    signer: () => session.signer(),
  });
  requireApprover(delivery, place, release, signer);
  const change = await plan(
    delivery,
    { release, environment: place.id },
    { ...applying, progress: (step) => session.progress(step) },
  );
  const looked = invocation.value('preview');
  const { state } = await delivery.ledger.view(delivery.project.id);
  if (looked !== undefined) requireSameChange(state, change, looked);
  if (change.replaces?.id === release.id && change.before === change.stack.template)
    return {
      json: recordedJson(undefined, { release: release.id, number: release.number, environment: place.id, notes: [] }),
      text: `Nothing to approve: ${session.style.strong(place.id)} runs release ${release.number} (${release.id}) already.`,
    };
  const risks = await risksIn(change);
  const shown = changeLines(change, risks, session.style);
  const what = `release ${release.number} (${release.id}) in ${session.style.strong(place.id)}`;
  if (session.asks) {
    session.host.err(`You are about to approve ${what}:\n${shown.join('\n')}\n`);
    await session.confirm('Do you approve of exactly this change?');
  }
  const { event, view } = await approve(delivery, { place, change }, signer);
  const standing = await approvalStanding(session, place, change, view.state);
  const notes = place.require.approvals === undefined ? [notAskedFor(place)] : [];
  return {
    json: recordedJson(event, {
      release: release.id,
      number: release.number,
      environment: place.id,
      preview: change.identity.hash,
      risks,
      ...standing,
      notes,
    }),
    text: [
      event === undefined
        ? `Nothing to change: ${printable(signer.actor)} approved ${what} already.`
        : `Approved ${what}, by ${printable(signer.actor)}.`,
      ...(session.asks || event === undefined ? [] : shown),
      ...approvalLines(standing),
      ...noteLines(notes, session.style),
      session.next(`${standing.eligible ? 'deploy' : 'why'} ${release.number} --environment ${place.id}`),
    ].join('\n'),
  };
};

function notAskedFor({ id }: Environment): string {
  return `${id} asks for no approvals; what this one does is to lift a warning`;
}

async function risksIn({ before, stack, images }: Change): Promise<readonly Risk[]> {
  const { resourceChanges } = await import('../../lib/targets/resource-changes.js');
  return risksOf(images, resourceChanges(before, stack.template));
}

function changeLines({ images, identity }: Change, risks: readonly Risk[], style: Style): string[] {
  return [
    changesText(images),
    ...noteLines(
      risks.map(({ message }) => message),
      style,
    ),
    style.faint(`  hash ${identity.hash}`),
  ];
}
