import type { CustomResourceRequest } from './custom-resource-request.js';
import type { GatePorts } from './ports.js';
import { phaseOf, type StackPhase } from './stack-phase.js';

/** A stack as it stood when a request for it was handled. */
export interface Standing {
  readonly status: string;
  readonly phase: StackPhase;
}

/** CloudFormation may show a stack as it was a moment ago. */
const LOOKS = 3;
const PAUSE_MS = 2_000;

/**
 * How far CloudFormation is with the stack of a request. To create and to update it is under way with the stack: where it
 * seems not to be, it is looked at again.
 */
export async function standingOf(ports: GatePorts, { type, stackId }: CustomResourceRequest): Promise<Standing> {
  for (let looks = 1; ; looks++) {
    const status = await ports.stackStatus(stackId);
    const phase = phaseOf(status);
    if (phase !== 'rest' || type === 'Delete' || looks >= LOOKS) return { status, phase };
    await ports.pause(PAUSE_MS);
  }
}
