/** What can be wrong with finding a project and its store on this machine. */
export const workspaceProblems = {
  ManifestNotFound: 'No manifest is here or in a folder above, up to the root of the git repository',
  ManifestNotReadable: 'The manifest that is meant is not there, is a folder, or may not be read',
  UnknownStore: 'The URL of a store is of no kind that this version knows',
  StoreNotAFolder: 'The path of a directory store leads to a file, or through one',
} as const;

export type WorkspaceProblemCode = keyof typeof workspaceProblems;
