export { assertReleaseFits } from './assert-release-fits.js';
export { missingArtifacts, surplusArtifacts, unpinnedArtifacts } from './completeness.js';
export { type DescriptionOptions, describeChange } from './describe-change.js';
export { diffImages } from './diff-images.js';
export { findRelease, type ReleaseLookup, type Releases, requireRelease } from './find-release.js';
export { releaseContent, releaseId } from './identity.js';
export { type MadeRelease, makeRelease, type ReleaseBase, type ReleaseRequest } from './make-release.js';
export type { ImageChange, ImageSource, Release, ReleaseContent, ReleasedImage } from './model.js';
export { releaseProblems } from './problems.js';
