import type { EnvironmentId, ReleaseId, ServiceSetId } from '../ids.js';
import { currentDeployment, environmentState } from './current.js';
import type { ProjectState } from './state.js';

/** Where a rollback goes that names no release: the newest that passed there and is not what runs there now. */
export function rollbackTarget(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReleaseId | undefined {
  const current = currentDeployment(state, serviceSet, environment)?.release;
  return environmentState(state, serviceSet, environment)?.passed.findLast((release) => release !== current);
}
