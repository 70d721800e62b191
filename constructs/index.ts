export { DeploymentRecord, type DeploymentRecordProps } from './deployment-record.js';
export type { StrategyOptions } from './deployment-strategy.js';
export type { LedgerGrants } from './ledger-grants.js';
export { LedgerStack, type LedgerStackProps } from './ledger-stack.js';
export { ParameterImage, type ParameterImageProps } from './parameter-image.js';
export type { ConstructProblemCode } from './problems.js';
export type { PromotionApprovals, PromotionRequirements } from './promotion-requirements.js';
export { type OneOffWindowProps, PromotionWindow, type WeeklyWindowProps } from './promotion-window.js';
export { Release } from './release.js';
export { ReleaseEnvironment, type ReleaseEnvironmentProps, type ReleaseRefusal } from './release-environment.js';
export {
  type IReleaseLedger,
  ReleaseLedger,
  type ReleaseLedgerAttributes,
  type ReleaseLedgerProps,
} from './release-ledger.js';
export { ReleaseParameters, type ReleaseParametersProps } from './release-parameters.js';
export type { ReleaseImageProps, ReleaseProps } from './release-props.js';
export { ReleaseService } from './release-service.js';
export type { ReleaseContainerOptions, ReleaseContainerProps, ReleaseServiceProps } from './release-service-props.js';
export { ReleaseStack, type ReleaseStackProps } from './release-stack.js';
