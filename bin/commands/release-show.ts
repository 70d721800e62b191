import { resolveRelease } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { releaseJson, releaseText } from '../views/release-view.js';

export const run: Command = async (session, invocation) => {
  const release = await resolveRelease(session.delivery, invocation.arguments[0] ?? '');
  return { json: releaseJson(release), text: releaseText(release, session.style) };
};
