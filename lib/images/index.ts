export { type Artifact, artifactsOf } from './artifacts.js';
export { assignImages } from './assign-images.js';
export type { ImageCatalogue, ImageVersion, LabelledImage, LabelledImages, Signature } from './catalogue.js';
export { checkImage } from './check-image.js';
export { DirectoryCatalogue } from './directory/directory-catalogue.js';
export { EcrRegistry } from './ecr/ecr-registry.js';
export {
  formatImageReference,
  type ImageReference,
  type ImageReferenceError,
  type ParsedImageReference,
  parseImageReference,
} from './image-reference.js';
export { imageVersion, versionsApart } from './image-version.js';
export { MemoryCatalogue } from './memory-catalogue.js';
export { normaliseImage } from './normalise-image.js';
export {
  deploymentParameterName,
  type ImageParameter,
  imageParameterName,
  type ParsedImageParameterName,
  parseImageParameterName,
} from './parameter-names.js';
export { imagesProblems } from './problems.js';
export type { ImageRegistry, Registered } from './registry.js';
export { releaseHashOf } from './release-hash.js';
export { repositoryMatches } from './repository-matches.js';
export { SsmCatalogue } from './ssm/ssm-catalogue.js';
