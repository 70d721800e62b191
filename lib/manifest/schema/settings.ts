import * as z from 'zod/mini';
import { flag, integer, notes, once, oneOf, optional, roleArn, text, variables } from './values.js';

/** CloudWatch's retention periods, in days: PutRetentionPolicy in the CloudWatch Logs reference. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** CPU sizes of Fargate, in units of 1/1024 vCPU. */
const FARGATE_CPU = [256, 512, 1024, 2048, 4096, 8192, 16384];

const STRATEGIES = ['rolling', 'direct', 'blue-green', 'canary', 'linear'] as const;

/** Keys that stand at a container, and wherever a service's settings stand. */
export const containerSettings = once(() => ({
  ports: optional(
    ports(),
    'Container ports, TCP; neighbours reach the first (default: 80 for neighbours of which neither says any)',
  ),
  variables: optional(variables(), 'Environment variables'),
  secrets: optional(z.record(z.string(), secret()), 'Environment variables from references to secrets'),
  command: optional(z.array(text()), 'Command of the container'),
  entryPoint: optional(z.array(text()), 'Entry point of the container'),
  healthCheck: optional(healthCheck()),
  essential: optional(flag(), 'Whether the task ends with this container (default true)'),
}));

/** Keys that stand at a service, an environment type, an environment, and at a service in an environment. */
export const serviceSettings = once(() => ({
  ...containerSettings(),
  cpu: optional(oneOf(FARGATE_CPU), 'CPU units, 1024 is one vCPU (default 256)'),
  memory: optional(
    integer(512, 122_880),
    'MiB, as Fargate allows beside the CPU (default: the least that Fargate has beside the CPU)',
  ),
  desiredCount: optional(integer(0, Number.MAX_SAFE_INTEGER), 'How many tasks run (default 1)'),
  strategy: optional(z.enum(STRATEGIES), 'How tasks are replaced (default rolling)'),
  logRetentionDays: optional(oneOf(LOG_RETENTION_DAYS), 'Days that logs are kept (default 30)'),
  assignPublicIp: optional(flag(), 'Public IP for tasks, for a VPC without NAT (default false)'),
  executionRoleArn: optional(roleArn(), 'Existing execution role'),
  taskRoleArn: optional(roleArn(), 'Existing task role'),
}));

function ports() {
  return z.array(integer(1, 65_535)).check(
    z.refine((list) => new Set(list).size === list.length, {
      error: (issue) => `must not name a port twice, as ${String(issue.input)} does`,
    }),
  );
}

function secret() {
  return z
    .strictObject({
      secretsManager: optional(text(), 'Name or ARN in Secrets Manager'),
      ssm: optional(text(), 'Name or ARN of an SSM parameter'),
    })
    .check(
      z.refine((value) => Number(Boolean(value.secretsManager)) + Number(Boolean(value.ssm)) === 1, {
        error: 'must name exactly one of secretsManager and ssm',
      }),
    )
    .register(notes, { minProperties: 1, maxProperties: 1 });
}

function healthCheck() {
  return z
    .strictObject({
      command: z.array(text()).check(z.refine((list) => list.length > 0, { error: 'must name a command' })),
      intervalSeconds: optional(integer(5, 300)),
      timeoutSeconds: optional(integer(2, 120)),
      retries: optional(integer(1, 10)),
      startPeriodSeconds: optional(integer(0, 300)),
    })
    .register(notes, { description: 'Health check of the container, as in ECS' });
}
