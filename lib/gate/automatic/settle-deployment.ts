import type { ProjectId } from '../../ids.js';
import type { Prepared } from '../../promotion/index.js';
import type { Held } from '../caller.js';
import { endDeployment } from '../end-deployment.js';
import { soonest } from '../soonest.js';
import type { AutomaticPorts, FoundChange } from './ports.js';
import { gateOf, hashOfStanding, isWorking, wasTurnedBack } from './standing-change.js';

/** CloudFormation may show a stack as it was a moment ago. In milliseconds. */
const AGAIN_MS = 15_000;

/** For how long it is looked at what runs, in milliseconds; the next look goes on. */
const SETTLE_MS = 3 * 60_000;

/**
 * Ends a deployment of which CloudFormation will make nothing more, by what runs. Where it is at work on the stack after
 * all, the deployment is left to that.
 *
 * @returns what was done, for the log
 */
export async function settleDeployment(
  ports: AutomaticPorts,
  project: ProjectId,
  { held, prepared, why }: { readonly held: Held; readonly prepared: Prepared; readonly why: string },
): Promise<{ readonly automatic: string; readonly deployment: string; readonly why?: string }> {
  const { id: deployment, fence, hashes } = held.deployment;
  await ports.pause(AGAIN_MS);
  const { stack } = await ports.find(prepared);
  if (isWorking(stack)) return { automatic: 'under way', deployment };
  const ended = await endDeployment(ports, {
    project,
    handle: { deployment, fence },
    actor: ports.actor,
    watched: { stackId: prepared.stack, services: servicesOf(stack, prepared) },
    circumstances: {
      turnedBack: wasTurnedBack(stack),
      otherTemplate: hashOfStanding(stack) !== hashes.template,
      story: `CloudFormation is not at work on it: ${why}`,
    },
    until: soonest(ports, SETTLE_MS),
  });
  if (ended.step === 'ended') return { automatic: 'ended', deployment, why: ended.outcome };
  return { automatic: ended.step, deployment, ...(ended.step === 'unknown' ? { why: ended.message } : {}) };
}

/** The services that stand there, as the gate that stands there names them. */
function servicesOf({ template }: FoundChange['stack'], { change }: Prepared) {
  const saying = template === undefined ? undefined : gateOf(template, change);
  const sets = saying?.request.policy.serviceSets ?? [];
  return sets.find(({ id }) => id === change.serviceSet)?.services ?? [];
}
