/** What can be wrong with what stands in an environment. */
export const targetProblems = {
  StackNotReadable: 'The stack that stands in an environment is no template, so what would change cannot be told',
  StackNotDeployed: 'CloudFormation or the CDK did not do what was asked for; the message says why',
  DeploymentTimedOut: 'The stack was not done in the time that --wait gives; CloudFormation goes on',
  StackNotInApp: 'The CDK app has no stack of the name that the environment needs',
  WrongAccount: 'The credentials are for another AWS account than the environment is in',
  CdkNotFound: 'The command line of the CDK is not installed, or does not run',
} as const;

/** What a person should know before a change is made: the risks that a preview names, and what a rollback cannot undo. */
export const targetRisks = {
  Replacement: 'A resource is, or may be, made anew, and its predecessor does not stay behind',
  Removal: 'A resource is deleted, and does not stay behind',
  ServiceRemoved: 'A service is taken away',
  NotPinned: 'An image has no digest, so what it means may change behind its name',
  DataLost: '(rollback) A resource that holds data is deleted or replaced, and what it holds with it',
  DataLeftBehind:
    '(rollback) A resource that holds data is taken away or replaced; it, or a snapshot of it, stays outside the stack',
  ParameterRemoved: '(rollback) An SSM parameter goes away that somebody may read',
  OtherConfiguration: '(rollback) The manifest is not the one under which the release was deployed there',
  ResourcesNotKnown:
    '(rollback) The stack that stands there cannot be read, so what becomes of its resources is not known',
} as const;
