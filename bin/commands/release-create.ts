import { createRelease } from '../../lib/delivery/index.js';
import type { Command } from '../command.js';
import { misuse } from '../misuse.js';
import { releaseJson, releaseText } from '../views/release-view.js';

export const run: Command = async (session, invocation) => {
  const sources = ['fromLabel', 'fromEnvironment', 'fromRelease'].filter(
    (name) => invocation.value(name) !== undefined,
  );
  if (sources.length > 1)
    throw misuse(
      'a release starts from one thing, and several are named',
      'name one of --from-label, --from-environment and --from-release; other images with --set',
    );
  const { release, created } = await createRelease(
    session.delivery,
    {
      label: invocation.value('fromLabel'),
      environment: invocation.value('fromEnvironment'),
      release: invocation.value('fromRelease'),
      choices: invocation.values('set'),
      description: invocation.value('description'),
    },
    await session.signer(),
  );
  return {
    json: { ...releaseJson(release), created },
    text: [
      releaseText(release, session.style),
      '',
      ...(created ? [] : ['This very set was a release already; nothing was recorded.']),
      session.next(`deploy ${release.number}`),
    ].join('\n'),
  };
};
