import * as z from 'zod/mini';
import { whyNotAnId } from '../../ids.js';
import { Literal } from '../text/literal.js';

/** What editors are told about a schema, beside its type. */
export interface SchemaNote {
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** Notes for the JSON Schema; read by nothing else. */
export const notes = z.registry<SchemaNote>();

/** A key that may be absent, with what editors say of it. */
export function optional<T extends z.core.$ZodType>(schema: T, description?: string) {
  const key = z.optional(schema);
  if (description !== undefined) notes.add(key, { description });
  return key;
}

/** Schemas are made at first use, and one serves all the places where it stands: making them is what costs. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const asText = (value: unknown) => {
  if (!(value instanceof Literal)) return value;
  return typeof value.value === 'number' ? value.source : value.value;
};
const asPlain = (value: unknown) => (value instanceof Literal ? value.value : value);
const asVariable = (value: unknown) => (value instanceof Literal ? value.source : value);

/** A text; a number stands for the text that it was written as, so that ids like 2021 need no quotes. */
export const text = once(() => z.pipe(z.transform(asText), z.string()));
export const flag = once(() => z.pipe(z.transform(asPlain), z.boolean()));
export const integer = (least: number, most: number) =>
  z.pipe(z.transform(asPlain), z.int().check(z.minimum(least), z.maximum(most)));

/** A list that may not be empty; `error` says so. */
export function atLeastOne<T extends z.core.$ZodType>(list: z.ZodMiniArray<T>, error: string) {
  return list.check(z.refine((value) => value.length > 0, { error })).register(notes, { minItems: 1 });
}

/** A text that passes a test; `must` completes the sentence `"x" must …`. */
export function textThat(pattern: RegExp, must: string, note: SchemaNote = {}) {
  return checked((value) => (pattern.test(value) ? undefined : `must ${must}, not ${JSON.stringify(value)}`), {
    ...note,
    pattern: pattern.source,
  });
}

/** Why a value is refused, and what was likely meant. */
export interface Refusal {
  readonly why: string;
  readonly hint?: string | undefined;
}

/** A text with a check that says why it is refused. */
export function checked(
  refusal: (value: string) => Refusal | string | undefined,
  note: SchemaNote = {},
  code = 'InvalidValue',
) {
  const check = ({ value, issues }: z.core.ParsePayload<string>) => {
    const refused = refusal(value);
    if (refused === undefined) return;
    const { why, hint } = typeof refused === 'string' ? { why: refused } : refused;
    issues.push({ code: 'custom', input: value, message: why, params: { code, hint }, continue: true });
  };
  return z.pipe(z.transform(asText), z.string().check(check)).register(notes, note);
}

/** One of a few numbers. */
export function oneOf(allowed: readonly number[]) {
  const error = (issue: { input?: unknown }) => `must be one of ${allowed.join(', ')}, not ${String(issue.input)}`;
  return z
    .pipe(z.transform(asPlain), z.number().check(z.refine((value) => allowed.includes(value), { error })))
    .register(notes, { enum: allowed });
}

const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.-]*$';
const because = (id: string, why: string | undefined) =>
  why === undefined ? undefined : `${JSON.stringify(id)} cannot be an id: ${why}`;

export const id = once(() =>
  checked((value) => because(value, whyNotAnId(value)), { pattern: ID_PATTERN }, 'InvalidId'),
);

/** Ids of services and containers name ECS services and task definition families, which hold no dot. */
export const ecsId = once(() =>
  checked(
    (value) => because(value, whyNotAnId(value) ?? (value.includes('.') ? 'ECS names hold no "."' : undefined)),
    { pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$' },
    'InvalidId',
  ),
);

/** A project's id begins its SSM parameter names, and its stack names. */
export const projectId = once(() =>
  checked((value) => because(value, whyNotAProjectId(value)), { pattern: ID_PATTERN }, 'InvalidId'),
);

/** Why a text cannot be the id of a project, or undefined if it can. */
export function whyNotAProjectId(value: string): string | undefined {
  const why = whyNotAnId(value);
  if (why !== undefined) return why;
  if (/^(?:aws|ssm)/i.test(value)) return 'SSM refuses parameter names that begin with "aws" or "ssm"';
  if (!/^[A-Za-z]/.test(value)) return 'CloudFormation stack names begin with a letter';
  return undefined;
}

export const account = once(() => textThat(/^\d{12}$/, 'be an AWS account id of 12 digits'));
export const region = once(() => textThat(/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/, 'be an AWS region such as eu-west-1'));
export const roleArn = once(() =>
  textThat(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'be the ARN of a role such as arn:aws:iam::123456789012:role/ci',
  ),
);
export const clusterName = once(() =>
  textThat(/^[A-Za-z0-9_-]{1,255}$/, 'be an ECS cluster name of letters, digits, "_" and "-"'),
);

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(
  `^(?:(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:\\d))(?::\\d+)?/)?${COMPONENT}(?:/${COMPONENT})*$`,
);

/** A repository: lower-case path, with or without a registry; the tag or digest is the release's to say. */
export const repository = once(() =>
  checked(
    (value) => {
      if (value.includes('@') || /:[^/]*$/.test(value)) {
        return `must name a repository without label or digest, not ${JSON.stringify(value)}`;
      }
      return REPOSITORY.test(value)
        ? undefined
        : `must be a repository such as shop/carts, not ${JSON.stringify(value)}`;
    },
    { description: 'Repository of the images: a path, with or without a registry, no label and no digest' },
  ),
);

/** Environment variables are read by programs as text, so numbers and truth values stand for what was written. */
export const variables = once(() =>
  z.record(
    z.string(),
    z.pipe(z.transform(asVariable), z.string()).register(notes, { type: ['string', 'number', 'boolean'] }),
  ),
);
