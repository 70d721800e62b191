export { approve, type Proposal, requireApprover, requireSameChange } from './approve.js';
export { block, type Unblocking, unblock } from './block.js';
export { type FreezeWish, freeze, type OfProject, standingFreezes, type Thaw, unfreeze } from './freeze.js';
export { hold, unhold } from './hold.js';
export {
  type ImagePlaces,
  type NamedImage,
  namedImage,
  placesOf,
  type RunsImage,
  recordedDigests,
} from './named-image.js';
