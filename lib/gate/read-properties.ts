import { whyNotAPolicy } from '../promotion/index.js';
import { id, isObject, isText, object, text } from '../shape.js';
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
  const fingerprint = readFingerprint(properties);
  if (fingerprint === undefined) return odd('Fingerprint is not a SHA-256 of 64 lower-case hex digits');
  return { ok: true, value: { request: request.value, fingerprint } };
}

/** The fingerprint of a gate's template, whatever else the gate says; undefined where it says none. */
export function readFingerprint({ Fingerprint: fingerprint }: Properties): string | undefined {
  return isText(fingerprint) && /^[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : undefined;
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

const whyNotARequest = object({ policy: whyNotAPolicy, serviceSet: id, environment: id, release: text, tool: text });

/** Reads which release a stack would run, where, and under which rules; never throws. */
export function readRequest({ Request: json }: Properties): Read<GateRequest> {
  if (!isText(json)) return odd('Request is not a text');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return odd('Request is not JSON');
  }
  const why = whyNotARequest(value);
  return why === undefined ? { ok: true, value: withoutEmptyLists(value as GateRequest) } : odd(`Request${why}`);
}

/**
 * The requirements as the law weighs them. Versions that could weigh but one of them listed the others, which were most
 * often none.
 */
function withoutEmptyLists({ policy, ...rest }: GateRequest): GateRequest {
  const environments = policy.environments.map(({ require, ...environment }) => {
    const { unsupported, ...weighed } = require as typeof require & { readonly unsupported?: unknown };
    const isEmpty = Array.isArray(unsupported) && unsupported.length === 0;
    return { ...environment, require: isEmpty ? weighed : require };
  });
  return { ...rest, policy: { ...policy, environments } };
}

function odd(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}
