import type { Container, Service, Task } from '@aws-sdk/client-ecs';
import { serviceName, type WatchedService } from './watched-service.js';
import { GOING_BACK } from './went-back.js';

/** How many events, and how many stopped tasks, are told of one service. */
const EACH = 3;

/** Longest line; a registry's answer may be a page. */
const MAX_LENGTH = 400;

const NOTHING_WRONG = /has reached a steady state\.?$/;

/** A rollout stops old tasks with exit codes of all kinds. */
const PART_OF_A_ROLLOUT = /^Scaling activity initiated by/;

/** Events that are worth telling of a service that is well again. */
const TROUBLE = /fail|unable|unhealthy|error|rolling back|circuit breaker|deregistered|out of memory/i;

/**
 * What ECS says of a service: what became of its deployments, then its last events, oldest first. Of one that is well
 * again only what speaks of trouble.
 */
export function serviceNotes({ id }: Pick<WatchedService, 'id'>, service: Service, isWell: boolean): readonly string[] {
  const reasons = (service.deployments ?? [])
    .filter(
      ({ rolloutState, rolloutStateReason = '' }) => rolloutState === 'FAILED' || GOING_BACK.test(rolloutStateReason),
    )
    .map(({ rolloutStateReason }) => rolloutStateReason ?? 'ECS gave the deployment up');
  const events = (service.events ?? [])
    .map(({ message = '' }) => message.replace(/^\(service [^)]*\) /, ''))
    .filter((message) => message !== '' && !NOTHING_WRONG.test(message) && (!isWell || TROUBLE.test(message)));
  return lines(id, [...reasons, ...events.slice(0, EACH).reverse()]);
}

/** Why tasks of a service stopped that should not have, the latest first. */
export function stoppedNotes(service: WatchedService, tasks: readonly Task[]): readonly string[] {
  const group = `service:${serviceName(service)}`;
  const own = tasks
    .filter((task) => task.group === group && !PART_OF_A_ROLLOUT.test(task.stoppedReason ?? ''))
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  return lines(service.id, own.map(whyStopped)).slice(0, EACH);
}

function whyStopped({ stoppedReason = 'a task stopped', containers = [] }: Task): string {
  const parts = containers.flatMap((container) => whyContainerStopped(container, stoppedReason));
  return parts.length === 0 ? stoppedReason : `${stoppedReason} (${parts.join('; ')})`;
}

function whyContainerStopped({ name, exitCode, reason }: Container, known: string): string[] {
  const why = reason === undefined || known.includes(reason) || reason.includes(known) ? undefined : reason;
  const code = exitCode === undefined || exitCode === 0 ? undefined : `exit code ${exitCode}`;
  const parts = [code, why].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [`${name}: ${parts.join(', ')}`];
}

/** One line each, none twice. */
function lines(id: string, texts: readonly string[]): readonly string[] {
  const all = texts.map((text) => {
    const line = `${id}: ${text.replace(/\s+/g, ' ').trim()}`;
    return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
  });
  return [...new Set(all)];
}
