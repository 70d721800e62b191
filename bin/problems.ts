/** What can be wrong with a command line and with the machine on which it runs. */
export const commandLineProblems = {
  InvalidArguments: 'A command, option or argument that does not exist, is missing, or makes no sense beside another',
  InvalidId: 'A text cannot be the id of a project',
  InvalidClock: 'SLIPWAY_CLOCK holds no instant',
  InvalidDuration: 'A duration is not a number with s, m, h or d',
  InvalidInstant: 'An option holds no instant',
  InvalidLimit: 'A limit is not a whole number from 1',
  UnknownTarget: 'The target is none that this version knows',
  TargetNotOfStore: 'A stack was to be written to a file, and recorded where what runs on AWS is recorded',
  UnknownVerdict: 'A verdict is none of pass, warning and fail',
  NoActor: 'It is not known who acts, and the record needs a name',
  NoRelease: 'Nothing of the project was deployed yet, and no release is named',
  AmbiguousRelease: 'A text names a release of several service sets',
  FileExists: 'A file that is to be written is there already and says something else',
  FileNotAccessible: 'A file or folder may not be read or written, or the disk is full',
  PackageNotFound: 'A package that rendering needs is not installed',
  StackNotRenderable: 'The stack of an environment cannot be rendered from the manifest',
  ReleaseMoved: 'What was to be deployed changed between showing it and doing it',
  Declined: 'Somebody at the terminal said no',
  Unexpected: 'A defect of Slipway that should be reported',
} as const;

export type CommandLineProblemCode = keyof typeof commandLineProblems;
