/** What can stand in the way of releasing and deploying, beside what the law, the images and the record say. */
export const deliveryProblems = {
  UnknownEnvironment: 'The project has no such environment, or the service set does not run there',
  NoFirstEnvironment: 'Every environment of the service set comes after another one, so none is where releases start',
  UnknownService: 'The service set has no such service',
  InvalidLabel: 'A text cannot be a label',
  ReservedLabel: 'The label is the id of an environment, whose images change only by a release',
  MissingImage: 'The label has no image for the service that is to be deployed',
  NothingDeployed: 'Nothing runs in the environment yet, so there is nothing to take over, to name or to evaluate',
  LabelWithoutRelease: 'The images under the label are no release yet',
  ReleaseIdTaken: 'Another set of images has the same short id',
  NoRelease: 'Nothing was deployed to the environment yet, and no release is named',
  NoPrecedingEnvironment: 'Nothing is promoted to an environment that comes after no other',
  NotVerifiedHere: 'No earlier release was verified in the environment, so there is nothing to go back to',
  EnvironmentBusy: 'Others change the environment again and again',
  EnvironmentMoved: 'The release was made on top of another one than what runs in the environment by now',
  OtherReleaseRuns: 'The release that was tested does not run in the environment any more',
  LeaseLost: 'The right to change the environment ran out, or somebody else took the deployment over meanwhile',
  OutcomeNotRecorded: 'The stack was applied and its outcome could not be written down; the deployment stays under way',
  RunsSomethingElse: 'The release should run in the environment already, and something else does',
  OutcomeUnknown: 'What runs in the environment cannot be found out, so a deployment cannot be ended',
} as const;

export type DeliveryProblemCode = keyof typeof deliveryProblems;
