export { type RenderReleaseProps, renderRelease } from './render-release.js';
export { releaseSnapshotSerializer, type SnapshotSerializer, withoutNoise } from './snapshot-serializer.js';
export { type TestReleaseProps, testRelease } from './test-release.js';
