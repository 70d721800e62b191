export { convertManifest } from './convert.js';
export { manifestFileNames } from './file-names.js';
export type {
  AwsLocation,
  Container,
  ContainerSettings,
  Environment,
  HealthCheck,
  Manifest,
  ManifestFormat,
  Network,
  Project,
  ResolvedContainer,
  ResolvedService,
  SecretReference,
  Service,
  ServiceSet,
  ServiceSettings,
  Strategy,
} from './model.js';
export { IMPLIED_SERVICE_SET } from './model.js';
export { type ManifestProblemCode, manifestProblems } from './problems.js';
export { type ManifestReading, parseManifest, type ReadManifestOptions, readManifest } from './read.js';
export type {
  ApprovalRule,
  OneOffWindow,
  Requirements,
  Weekday,
  WeeklyWindow,
  Window,
} from './requirements.js';
export { resolveService, resolveServices } from './resolve.js';
export { manifestJsonSchema } from './schema/json-schema.js';
export { whyNotAProjectId } from './schema/values.js';
export {
  artifactKeys,
  findEnvironment,
  findService,
  firstEnvironment,
  selectProject,
  selectServiceSet,
} from './select.js';
export { ledgerStackName, stackName } from './stack-name.js';
export { type StartingManifestProps, startingManifest } from './starting.js';
