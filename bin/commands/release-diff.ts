import { resolveRelease } from '../../lib/delivery/index.js';
import { diffImages } from '../../lib/release/index.js';
import { together } from '../../lib/together.js';
import type { Command } from '../command.js';
import { changesJson, changesText } from '../views/changes-view.js';

export const run: Command = async (session, invocation) => {
  const [fromText = '', toText = ''] = invocation.arguments;
  const { from, to } = await together({
    from: () => resolveRelease(session.delivery, fromText),
    to: () => resolveRelease(session.delivery, toText),
  });
  const changes = diffImages(from.images, to.images);
  return {
    json: { from: from.id, to: to.id, services: changesJson(changes) },
    text: `Release ${from.number} (${from.id}) --> release ${to.number} (${to.id})\n${changesText(changes, 'no difference')}`,
  };
};
