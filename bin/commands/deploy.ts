import {
  createRelease,
  type Delivery,
  defaultEnvironment,
  proposeRelease,
  requireEnvironment,
  resolveRelease,
} from '../../lib/delivery/index.js';
import { SlipwayError } from '../../lib/problem.js';
import type { Release } from '../../lib/release/index.js';
import type { Command, Invocation } from '../command.js';
import { perform } from '../deploying.js';
import type { Session } from '../session.js';

export const run: Command = async (session, invocation) => {
  const { delivery } = session;
  const named = invocation.value('environment');
  const environment =
    named === undefined
      ? defaultEnvironment(delivery.project, delivery.serviceSet)
      : requireEnvironment(delivery.project, delivery.serviceSet, named);
  if (named === undefined && delivery.project.environments.length > 1)
    session.progress(`Environment: ${environment.id}, the first one`);
  const release = await releaseFor(session, delivery, invocation, environment.id);
  return perform(session, invocation, { release, environment: environment.id, kind: 'deploy' });
};

async function releaseFor(
  session: Session,
  delivery: Delivery,
  invocation: Invocation,
  environment: string,
): Promise<Release> {
  const [named] = invocation.arguments;
  const service = invocation.value('service');
  const choices = invocation.values('set');
  if (named !== undefined && (service !== undefined || choices.length > 0))
    throw misuse('a release is named, and --service or --set would make another one', 'name a release, or services');
  if (named !== undefined) return resolveRelease(delivery, named);
  if (service === undefined && choices.length === 0)
    throw misuse(
      'it is not said what to deploy',
      'name a release, e.g. `slipway deploy 12`, or a service with --service',
    );
  const request = { singleService: { service, environment }, choices };
  if (invocation.flag('dryRun')) return (await proposeRelease(delivery, request)).release;
  return (await createRelease(delivery, request, session.signer)).release;
}

function misuse(message: string, hint: string): SlipwayError {
  return new SlipwayError('input', { code: 'InvalidArguments', message, hint });
}
