import { isObject } from '../../shape.js';
import { GATE_TYPE, type GateRequest, jsonTemplateText, templateHash } from '../../targets/index.js';
import { type GateSaying, readGate } from '../read-properties.js';
import { phaseOf } from '../stack-phase.js';
import type { FoundChange } from './ports.js';

/** What the gate of one place says in a template; undefined where there is none that can be read. */
export function gateOf(
  template: string,
  { serviceSet, environment }: Pick<GateRequest, 'serviceSet' | 'environment'>,
): GateSaying | undefined {
  return gatesIn(template).find(
    ({ request }) => request.serviceSet === serviceSet && request.environment === environment,
  );
}

function gatesIn(template: string): readonly GateSaying[] {
  return resourcesIn(template).flatMap((resource) => {
    if (!isObject(resource) || resource.Type !== GATE_TYPE || !isObject(resource.Properties)) return [];
    const saying = readGate(resource.Properties);
    return saying.ok ? [saying.value] : [];
  });
}

function resourcesIn(template: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch {
    return [];
  }
  return isObject(parsed) && isObject(parsed.Resources) ? Object.values(parsed.Resources) : [];
}

/** The hash of what stands, as changes name it; absent where nothing stands. */
export function hashOfStanding({ template }: FoundChange['stack']): string | undefined {
  if (template === undefined) return undefined;
  const text = jsonTemplateText(template);
  return text === undefined ? 'unreadable' : templateHash(text);
}

/** Whether CloudFormation is at work on a stack. One that was only reviewed waits for its first change. */
export function isWorking({ status }: FoundChange['stack']): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** Whether the last change of a stack was turned back. */
export function wasTurnedBack({ status }: FoundChange['stack']): boolean {
  return phaseOf(status) === 'rollback';
}
