export { changeLine } from './change-line.js';
export {
  type EnvironmentStatus,
  environmentStatus,
  imagesOf,
  type Ongoing,
  type SyncState,
} from './environment-status.js';
export { type HistoryEntry, history } from './history.js';
export { imageName } from './image-name.js';
export { statusText } from './status-text.js';
