/** Every error that a construct can throw or report at synthesis, by its stable code. */
export const constructProblems = {
  UnknownArtifact: 'An image was asked for that the release does not have',
  SeveralContainers: 'The image of a whole service was asked for, and the service has several containers',
  InvalidReleaseImage: 'An image of the release is not an image reference',
  DigestMismatch: 'An image of the release is pinned to two different digests',
  ConflictingRelease: 'Two different releases of one service set stand in the same stack',
  ReleaseOfOtherProject: 'The release belongs to another project or service set than the environment',
  IncompleteRelease: 'The release has no image for an artifact of its service set',
  UnknownService: 'A service was asked for that the environment does not run',
  ContainersTwice: 'Settings of the single container and a list of containers were both given',
  NameCollision: 'Two services would answer to one name in Service Connect',
  NetworkIncomplete: 'The existing network of an environment is not described well enough to run in',
  NoTrafficToShift:
    'A canary or linear strategy has neither load balancer nor Service Connect whose traffic it could shift',
  NoAlternateTarget:
    'A blue-green, canary or linear strategy stands behind a load balancer without a second target group for the new tasks',
  DeploymentTooLong: 'The waiting times of a strategy add up to more than CloudFormation accepts',
  TooManyResources: 'A stack would have more resources than CloudFormation accepts',
  TemplateTooLarge: 'The settings of the services alone are larger than a CloudFormation template may be',
  LedgerWithoutProject: 'A ledger is used and nobody says for which project',
  RequirementsWithoutLedger: 'A stack asks something of a release, and has no gate that would weigh it',
  InvalidRequirements: 'What a stack asks of a release makes no sense, or could never be met',
  NoLedgerFunction: "The code of the ledger's function does not stand in the package",
  ServiceTwice: 'Two services of ECS run images of the same service, and the record knows one of each',
  ServiceOutside: 'A service that a gate should guard stands in another stack than the gate',
  ServiceNotObserved:
    'The release has a service that nothing in the stack runs, so that its deployment could never end',
  SeveralClusters: 'The services that a gate should guard run in more than one cluster',
} as const;

export type ConstructProblemCode = keyof typeof constructProblems;
