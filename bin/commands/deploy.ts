import { createRelease, type Delivery, proposeRelease, resolveRelease } from '../../lib/delivery/index.js';
import type { ArtifactKey, ServiceId } from '../../lib/ids.js';
import { assignImages } from '../../lib/images/index.js';
import { findService } from '../../lib/manifest/index.js';
import { together } from '../../lib/together.js';
import { answerWith } from '../answer-with.js';
import type { Command, Invocation } from '../command.js';
import { meansOf, perform, type Wish } from '../deploying.js';
import { chosenEnvironment } from '../environment.js';
import { misuse } from '../misuse.js';
import type { Session } from '../session.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const named = invocation.value('environment');
  const { environment, means } = await together({
    words: () => checkWords(delivery, invocation),
    environment: () => chosenEnvironment(delivery, named),
    means: () => meansOf(session, invocation),
  });
  if (named === undefined && delivery.project.environments.length > 1)
    session.progress(`Environment: ${environment.id}, the first one`);
  const wish = await releaseFor(session, invocation, environment.id);
  const answer = await perform(session, invocation, means, { ...wish, environment: environment.id, kind: 'deploy' });
  const members = membersOf(delivery, invocation);
  return members.length === 0 ? answer : answerWith(answer, { members });
};

/** The artifacts that the command chose for the release, sorted: they go as one, whether they changed or not. */
function membersOf({ serviceSet }: Delivery, invocation: Invocation): readonly ArtifactKey[] {
  const named = findService(serviceSet, (invocation.value('service') ?? '') as ServiceId);
  const chosen = Object.keys(assignImages(serviceSet, invocation.values('set'))) as ArtifactKey[];
  return [...new Set([...(named?.containers ?? []).map(({ artifact }) => artifact), ...chosen])].sort();
}

/** Either a release is named, or what makes one. */
function checkWords({ serviceSet }: Delivery, invocation: Invocation): void {
  const [release] = invocation.arguments;
  const service = invocation.value('service');
  const choices = invocation.values('set');
  const makesOne = service !== undefined || choices.length > 0;
  if (release !== undefined && makesOne)
    throw misuse('a release is named, and --service or --set would make another one', 'name a release, or services');
  if (release === undefined && !makesOne)
    throw misuse(
      'it is not said what to deploy',
      'name a release, e.g. `slipway deploy 12`, or a service with --service',
    );
  const chosen = Object.keys(assignImages(serviceSet, choices));
  // A service that does not exist is told as that, later on.
  if (service === undefined || findService(serviceSet, service as ServiceId) === undefined) return;
  const others = chosen.filter((artifact) => artifact.split('/', 1)[0] !== service);
  if (others.length > 0)
    throw misuse(
      `--service ${service} leaves all other services as they run, and --set changes ${others.join(', ')}`,
      'leave out --service to change several, or leave out that --set',
    );
}

async function releaseFor(
  session: Session,
  invocation: Invocation,
  environment: string,
): Promise<Pick<Wish, 'release' | 'record' | 'onto'>> {
  const { delivery } = session;
  const [named] = invocation.arguments;
  if (named !== undefined) return { release: await resolveRelease(delivery, named) };
  const service = invocation.value('service');
  const request = { singleService: { service, environment }, choices: invocation.values('set') };
  const { release, onto } = await proposeRelease(delivery, request);
  return { release, onto, record: async (signer) => (await createRelease(delivery, request, signer)).release };
}
