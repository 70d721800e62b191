import type { DeploymentId } from '../ids.js';

/** The right to end one deployment, as it stands in a stack as the gate's physical id. */
export interface DeploymentHandle {
  readonly deployment: DeploymentId;
  readonly fence: number;
  /** Whether the stack was being turned back when the gate last answered. */
  readonly turnedBack: boolean;
}

const HANDLE = /^(rolled-back\/)?(dep-[0-9a-f]{12})\/([1-9]\d{0,14})$/;

/** Reads `<deployment>/<fence>` or `rolled-back/<deployment>/<fence>`; undefined for anything else. */
export function parseHandle(text: unknown): DeploymentHandle | undefined {
  const found = typeof text === 'string' ? HANDLE.exec(text) : null;
  if (found === null) return undefined;
  const [, turnedBack, deployment, fence] = found;
  return { deployment: deployment as DeploymentId, fence: Number(fence), turnedBack: turnedBack !== undefined };
}

export function printHandle({ deployment, fence, turnedBack }: DeploymentHandle): string {
  return `${turnedBack ? 'rolled-back/' : ''}${deployment}/${fence}`;
}
