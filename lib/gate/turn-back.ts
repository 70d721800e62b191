import type { ProjectId } from '../ids.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import { type DeploymentHandle, parseHandle, printHandle } from './deployment-handle.js';
import { heldUnder } from './end-deployment.js';
import type { GatePorts } from './ports.js';
import { readGate } from './read-properties.js';
import { messageOf, nothingOpened, type Reply } from './reply.js';

/**
 * While a stack is turned back: marks the deployment that is turned back as one to be ended when everything is as it was.
 * Never fails. Where the record cannot be read nothing is marked, and the deployment is ended by who comes next.
 */
export async function turnBack(ports: GatePorts, request: CustomResourceRequest): Promise<Reply> {
  const physicalId = request.physicalId ?? nothingOpened(request);
  const unchanged: Reply = { status: 'SUCCESS', physicalId, decision: 'turned-back' };
  const handle = parseHandle(physicalId);
  if (handle === undefined || handle.turnedBack) return unchanged;
  try {
    if (!(await isTurnedBack(ports, request, handle))) return unchanged;
  } catch (error) {
    return { ...unchanged, reason: messageOf(error) };
  }
  // Another id makes CloudFormation delete the old one in its clean-up, after the last service was turned back.
  const { deployment, fence } = handle;
  return { ...unchanged, physicalId: printHandle({ ...handle, turnedBack: true }), deployment, fence };
}

/**
 * Whether it is this deployment from which the stack is turned back. Where the gate let nobody in, CloudFormation names
 * the one before, whose template stands.
 */
async function isTurnedBack(
  ports: GatePorts,
  request: CustomResourceRequest,
  handle: DeploymentHandle,
): Promise<boolean> {
  const to = readGate(request.properties);
  for (const project of projectsOf(request)) {
    const held = heldUnder((await ports.ledger.view(project)).state, handle);
    if (held !== undefined) return !to.ok || held.deployment.hashes.template !== to.value.fingerprint;
  }
  return false;
}

/** The project of a request; it may have been renamed by the very change that is turned back. */
function projectsOf({ properties, oldProperties }: CustomResourceRequest): readonly ProjectId[] {
  const read = [oldProperties ?? {}, properties].map(readGate);
  return [...new Set(read.flatMap((one) => (one.ok ? [one.value.request.policy.id] : [])))];
}
