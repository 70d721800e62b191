import type { ProjectId } from '../ids.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import { type DeploymentHandle, parseHandle, printHandle } from './deployment-handle.js';
import { heldUnder } from './end-deployment.js';
import type { GatePorts } from './ports.js';
import { readRequest } from './read-properties.js';
import { nothingOpened, type Reply } from './reply.js';

/** While a stack is turned back: marks the deployment as one to be ended when everything was turned back. */
export async function turnBack(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  const physicalId = request.physicalId ?? nothingOpened(request);
  const handle = parseHandle(physicalId);
  const unchanged: Reply = { status: 'SUCCESS', physicalId, decision: 'turned-back' };
  if (handle === undefined || handle.turnedBack || !(await mayBeHeld(ports, request, handle))) return unchanged;
  // Another id makes CloudFormation delete the old one in its clean-up, after the last service was turned back.
  const { deployment, fence } = handle;
  return { ...unchanged, physicalId: printHandle({ ...handle, turnedBack: true }), deployment, fence };
}

/** Whether a deployment may be under way: where the record cannot be read it may. */
async function mayBeHeld(ports: GatePorts, request: CustomResourceRequest, handle: DeploymentHandle): Promise<boolean> {
  try {
    for (const project of projectsOf(request)) {
      const { state } = await ports.ledger.view(project);
      if (heldUnder(state, handle) !== undefined) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** The project of a request; while a stack is turned back it may have been renamed by the very change. */
function projectsOf({ properties, oldProperties }: CustomResourceRequest): readonly ProjectId[] {
  const read = [properties, oldProperties ?? {}].map(readRequest);
  return [...new Set(read.flatMap((one) => (one.ok ? [one.value.policy.id] : [])))];
}
