import { whyNotAnId } from '../ids.js';
import type { GateRequest } from '../targets/gate-resource.js';

/** A value that was read, or why it could not be, as the end of a sentence that begins with its name. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** What a gate says, as far as the function needs it. */
export interface GateSaying {
  readonly request: GateRequest;
  readonly fingerprint: string;
}

/** What stands at the end of a deployment, as far as the function needs it. */
export interface OutcomeSaying {
  readonly request: GateRequest;
  readonly deployment: string;
  readonly cluster: string;
  readonly arns: Readonly<Record<string, string>>;
  /** The ARN of the task definition that the stack asks of each service, by service id, where it says so. */
  readonly taskDefinitions: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** Reads the properties of a gate; never throws. */
export function readGate(properties: Properties): Read<GateSaying> {
  const request = readRequest(properties);
  if (!request.ok) return request;
  const { Fingerprint: fingerprint } = properties;
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{64}$/.test(fingerprint))
    return odd('Fingerprint is not a SHA-256 of 64 lower-case hex digits');
  return { ok: true, value: { request: request.value, fingerprint } };
}

/** Reads the properties of an outcome; never throws. */
export function readOutcome(properties: Properties): Read<OutcomeSaying> {
  const request = readRequest(properties);
  if (!request.ok) return request;
  const { Deployment: deployment, Cluster: cluster } = properties;
  if (!isText(deployment)) return odd('Deployment is not a text');
  if (!isText(cluster)) return odd('Cluster is not a text');
  const arns = readTexts('Services', properties.Services);
  if (!arns.ok) return arns;
  const taskDefinitions = readTexts('TaskDefinitions', properties.TaskDefinitions ?? {});
  if (!taskDefinitions.ok) return taskDefinitions;
  const found = { arns: arns.value, taskDefinitions: taskDefinitions.value };
  return { ok: true, value: { request: request.value, deployment, cluster, ...found } };
}

function readTexts(name: string, value: unknown): Read<Readonly<Record<string, string>>> {
  if (!isObject(value)) return odd(`${name} is not an object`);
  const wrong = Object.keys(value).find((key) => !isText(value[key]));
  if (wrong !== undefined) return odd(`${name}[${JSON.stringify(wrong)}] is not a text`);
  return { ok: true, value: value as Record<string, string> };
}

/** Reads which release a stack would run, where, and under which rules; never throws. */
export function readRequest({ Request: text }: Properties): Read<GateRequest> {
  if (!isText(text)) return odd('Request is not a text');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return odd('Request is not JSON');
  }
  const why = request(value);
  return why === undefined ? { ok: true, value: value as GateRequest } : odd(`Request${why}`);
}

/** What is wrong with a value, as the end of a sentence that begins with its path; undefined if nothing is. */
type Rule = (value: unknown) => string | undefined;

const text: Rule = (value) => (isText(value) ? undefined : ' is not a text');
const id: Rule = (value) => {
  const why = isText(value) ? whyNotAnId(value) : 'it is not a text';
  return why === undefined ? undefined : ` is not an id: ${why}`;
};
const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : ' is not true or false');
const list =
  (rule: Rule): Rule =>
  (value) => {
    if (!Array.isArray(value)) return ' is not a list';
    for (const [index, item] of value.entries()) {
      const why = rule(item);
      if (why !== undefined) return `[${index}]${why}`;
    }
    return undefined;
  };
const object =
  (members: Readonly<Record<string, Rule>>): Rule =>
  (value) => {
    if (!isObject(value)) return ' is not an object';
    for (const [key, rule] of Object.entries(members)) {
      const why = rule(Object.hasOwn(value, key) ? value[key] : undefined);
      if (why !== undefined) return `.${key}${why}`;
    }
    return undefined;
  };

const request = object({
  policy: object({
    id,
    name: text,
    environments: list(
      object({ id, name: text, after: list(id), require: object({ digests: flag, unsupported: list(text) }) }),
    ),
    serviceSets: list(
      object({
        id,
        environments: list(id),
        services: list(object({ id, containers: list(object({ id, artifact: text })) })),
      }),
    ),
  }),
  serviceSet: id,
  environment: id,
  release: text,
  tool: text,
});

function odd(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
