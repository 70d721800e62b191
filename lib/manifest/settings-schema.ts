import * as z from 'zod/mini';
import { flag, integer, notes, oneOf, roleArn, text, variables } from './values.js';

/** CloudWatch's retention periods, in days: PutRetentionPolicy in the CloudWatch Logs reference. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** CPU sizes of Fargate, in units of 1/1024 vCPU. */
export const FARGATE_CPU = [256, 512, 1024, 2048, 4096, 8192, 16384];

const STRATEGIES = ['rolling', 'direct', 'blue-green', 'canary', 'linear'] as const;

/** Keys that stand at a container, and wherever a service's settings stand. */
export function containerSettings() {
  return {
    ports: z.optional(ports().register(notes, { description: 'Container ports, TCP; neighbours reach the first' })),
    variables: z.optional(variables().register(notes, { description: 'Environment variables' })),
    secrets: z.optional(
      z.record(z.string(), secret()).register(notes, { description: 'Environment variables from references to secrets' }),
    ),
    command: z.optional(z.array(text()).register(notes, { description: 'Command of the container' })),
    entryPoint: z.optional(z.array(text()).register(notes, { description: 'Entry point of the container' })),
    healthCheck: z.optional(healthCheck()),
    essential: z.optional(
      flag().register(notes, { description: 'Whether the task ends with this container (default true)' }),
    ),
  };
}

/** Keys that stand at a service, an environment type, an environment, and at a service in an environment. */
export function serviceSettings() {
  return {
    ...containerSettings(),
    cpu: z.optional(oneOf(FARGATE_CPU).register(notes, { enum: FARGATE_CPU, description: 'CPU units, 1024 is one vCPU (default 256)' })),
    memory: z.optional(integer(512, 122_880).register(notes, { description: 'MiB, as Fargate allows beside the CPU (default 512)' })),
    desiredCount: z.optional(integer(0, 5000).register(notes, { description: 'How many tasks run (default 1)' })),
    strategy: z.optional(z.enum(STRATEGIES).register(notes, { description: 'How tasks are replaced (default rolling)' })),
    logRetentionDays: z.optional(
      oneOf(LOG_RETENTION_DAYS).register(notes, { enum: LOG_RETENTION_DAYS, description: 'Days that logs are kept (default 30)' }),
    ),
    assignPublicIp: z.optional(
      flag().register(notes, { description: 'Public IP for tasks, for a VPC without NAT (default false)' }),
    ),
    executionRoleArn: z.optional(roleArn().register(notes, { description: 'Existing execution role' })),
    taskRoleArn: z.optional(roleArn().register(notes, { description: 'Existing task role' })),
  };
}

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
      secretsManager: z.optional(text().register(notes, { description: 'Name or ARN in Secrets Manager' })),
      ssm: z.optional(text().register(notes, { description: 'Name or ARN of an SSM parameter' })),
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
      intervalSeconds: z.optional(integer(5, 300)),
      timeoutSeconds: z.optional(integer(2, 120)),
      retries: z.optional(integer(1, 10)),
      startPeriodSeconds: z.optional(integer(0, 300)),
    })
    .register(notes, { description: 'Health check of the container, as in ECS' });
}
