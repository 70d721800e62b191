/** What can be wrong with finding a project and its store on this machine. */
export const workspaceProblems = {
  ManifestNotFound: 'No manifest is here or in a folder above, up to the root of the git repository',
  ManifestNotReadable: 'The manifest that is meant is not there, is a folder, or may not be read',
  UnknownStore: 'The URL of a store is of no kind that this version knows',
  ClockRefused: 'SLIPWAY_CLOCK is set, and the record is on AWS, where only real times count',
  InvalidTableName: 'The table of an aws: store cannot be the name of a DynamoDB table',
  StoreNotAFolder: 'The path of a directory store leads to a file, or through one',
} as const;

export type WorkspaceProblemCode = keyof typeof workspaceProblems;
