/** What can be wrong with images, labels and the names of their parameters: every code with what it stands for. */
export const imagesProblems = {
  InvalidImage: 'A text is not an image reference',
  InvalidAssignment: 'An argument is not of the form <service>=<image>',
  UnknownService: 'The service set has no such service, and no service of it uses such a repository',
  UnknownContainer: 'The service has no such container',
  ContainerNeeded: 'A service of several containers is named without saying which',
  DuplicateService: 'One service, or one container of it, is given two images in one command',
  WrongRepository: 'An image comes from the repository of another service, or of none in the set',
  InvalidProject: 'A text cannot be the id of a project',
  InvalidLabel: 'A text cannot be a label',
  InvalidArtifact: 'A text cannot be the key of an artifact',
  InvalidParameterName: 'A name is not one that Slipway gives to a parameter, or one that SSM would refuse',
  DamagedRecord: 'A record of published images was edited, renamed or cut off',
  UnreadableParameter: 'A parameter where an image of the project belongs holds something else',
  ParameterRefused: 'SSM does not take a parameter; the message says why',
  PublishedInPart: 'Some of the images were published when a call of AWS failed, and others were not',
  StoreUnavailable: 'The directory of images cannot be read or written',
} as const;

export type ImagesProblemCode = keyof typeof imagesProblems;
