export { instantOf } from './clock.js';
export { findManifest, type ManifestFile } from './find-manifest.js';
export { type OpenOptions, openDelivery, storeUrl } from './open-delivery.js';
export { withProposedRelease } from './proposed-release.js';
export { type AwsStore, openStore, type Store } from './store.js';
