export { DirectoryTarget } from './directory-target.js';
export {
  type ArtifactEvidence,
  type Evidence,
  type EvidenceVerdict,
  toOutcomes,
  weigh,
} from './evidence.js';
export { MemoryTarget } from './memory-target.js';
export { placeName } from './place-name.js';
export type { ResourceChange } from './resource-changes.js';
export { type Risk, risksOf } from './risks.js';
export type { Observation, ObservedArtifact, Place, RenderedStack, StackRenderer, Target } from './target.js';
