export { AssemblyRenderer, type AssemblyRendererProps, RELEASE_FILE } from './cloudformation/assembly-renderer.js';
export { CdkProgram, type CdkProgramProps, type CdkRun, type CdkRunOptions } from './cloudformation/cdk-program.js';
export { CloudFormationTarget, type CloudFormationTargetProps } from './cloudformation/cloudformation-target.js';
export { stackCondition } from './cloudformation/stack-status.js';
export { DirectoryTarget } from './directory-target.js';
export { EcsObserver, type Suspicion } from './ecs/ecs-observer.js';
export type { WatchedService } from './ecs/watched-service.js';
export {
  type ArtifactEvidence,
  type Evidence,
  type EvidenceVerdict,
  isSettled,
  toOutcomes,
  weigh,
} from './evidence.js';
export {
  GATE_TYPE,
  type GateProperties,
  type GateRequest,
  OUTCOME_TYPE,
  type OutcomeProperties,
} from './gate-resource.js';
export { type Irreversible, irreversible } from './irreversible.js';
export { MemoryTarget } from './memory-target.js';
export { checkParameters, type Parameters, parameterNames } from './parameters.js';
export { placeName } from './place-name.js';
export type { ResourceChange } from './resource-changes.js';
export { type Risk, risksOf } from './risks.js';
export type {
  Observation,
  ObservedArtifact,
  Place,
  PreparedChange,
  RenderedStack,
  StackRenderer,
  Target,
  Undertaking,
} from './target.js';
export { computedFingerprint, hasGate, templateHash } from './template-hash.js';
export { jsonTemplateText } from './template-json.js';
