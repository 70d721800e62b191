import { block, type ImagePlaces, namedImage, placesOf, recordedDigests } from '../../lib/delivery/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { noteLines, recordedJson } from '../views/control-view.js';
import { imagePlacesText } from '../views/image-places-view.js';

export const run: Command = async (session, invocation) => {
  const { ofProject, project, style } = session;
  const { named, signer } = await together({
    named: () => namedImage(invocation.arguments[0] ?? ''),
    signer: () => session.signer(),
  });
  const { event, view } = await block(ofProject, named, signer);
  const blocked = event?.fact.type === 'block.set' ? event.fact : named;
  const digests = named.digest === undefined ? recordedDigests(view.state, named) : [];
  const places = placesOf(view.state, project, blocked);
  const notes = notesOn(places, digests);
  const name = style.strong(named.image);
  return {
    json: recordedJson(event, { ...places, notes }),
    text: [
      event === undefined
        ? `Nothing to change: ${name} is blocked already.`
        : `Blocked ${name}: it is not deployed anywhere any more, not even by a rollback.`,
      ...(blocked.digest === undefined || blocked.digest === named.image ? [] : [style.faint(`  ${blocked.digest}`)]),
      ...imagePlacesText(places, project, style),
      ...noteLines(notes, style),
      `${session.next(`unblock ${blocked.digest ?? blocked.image}`)} lifts it`,
    ].join('\n'),
  };
};

function notesOn({ releases }: ImagePlaces, digests: readonly string[]): string[] {
  if (releases.length === 0) return ['no release that is recorded has it; a release that brings it will be refused'];
  if (digests.length < 2) return [];
  return [`${digests.length} digests are recorded under that name; all of them are blocked, and any other under it`];
}
