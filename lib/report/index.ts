export { changeLine } from './change-line.js';
export {
  type EnvironmentStatus,
  environmentStatus,
  imagesOf,
  type Ongoing,
  type SyncState,
} from './environment-status.js';
export type { GivenApproval } from './given-approvals.js';
export { type HistoryEntry, history } from './history.js';
export { imageName } from './image-name.js';
export type { Glass, HeldOn, Restrictions } from './restrictions.js';
export { leftByText, statusText } from './status-text.js';
