import { canonicalJson, sha256 } from '../canonical.js';
import { GATE_TYPE, type GateProperties } from './gate-resource.js';

/**
 * Identifies a template: SHA-256, hex. For a template with a gate the fingerprint that its gate carries, so that the
 * record says the same whether the command line opened a deployment or the gate did; for any other one of its bytes.
 */
export function templateHash(template: string): string {
  return gateFingerprint(template) ?? sha256(template);
}

/** Whether a template opens and ends its deployment by itself. */
export function hasGate(template: string): boolean {
  return gateFingerprint(template) !== undefined;
}

/**
 * Computes what a template's gate should say: SHA-256, hex, of the template's canonical JSON with that value left empty,
 * in every gate where there are several. Undefined where there is no gate.
 */
export function computedFingerprint(template: string): string | undefined {
  const parsed = gated(template);
  if (parsed === undefined) return undefined;
  const copy = structuredClone(parsed.template);
  for (const gate of parsed.gates) {
    const { Properties } = copy.Resources[gate] as { Properties: Record<string, unknown> };
    Properties[FINGERPRINT] = '';
  }
  return sha256(canonicalJson(copy));
}

const FINGERPRINT: keyof GateProperties = 'Fingerprint';

function gateFingerprint(template: string): string | undefined {
  const parsed = gated(template);
  return parsed === undefined ? undefined : parsed.fingerprint;
}

interface Gated {
  readonly template: { readonly Resources: Record<string, unknown> };
  /** Logical ids; a stack that several records stand in has several gates, which say the same. */
  readonly gates: readonly string[];
  readonly fingerprint: string;
}

function gated(text: string): Gated | undefined {
  // Most templates are large and have no gate: they need not be parsed to know that.
  if (!text.includes(GATE_TYPE)) return undefined;
  const template = parse(text);
  if (!isObject(template) || !isObject(template.Resources)) return undefined;
  const found = Object.entries(template.Resources).flatMap(([gate, resource]) => {
    const fingerprint = fingerprintIn(resource);
    return fingerprint === undefined ? [] : [{ gate, fingerprint }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const gates = found.map(({ gate }) => gate);
  return { template: template as Gated['template'], gates, fingerprint: first.fingerprint };
}

function fingerprintIn(resource: unknown): string | undefined {
  if (!isObject(resource) || resource.Type !== GATE_TYPE || !isObject(resource.Properties)) return undefined;
  const fingerprint = resource.Properties[FINGERPRINT];
  return typeof fingerprint === 'string' ? fingerprint : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
