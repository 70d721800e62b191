/** What can be wrong with making or naming a release: every code with what it stands for. */
export const releaseProblems = {
  MissingImage: 'No image is known for a service that the release must cover',
  EmptyLabel: 'A release is to be made from a label under which nothing was published',
  AmbiguousReleaseHash: 'Two images of one repository and one commit have different digests',
  ImageNotInRegistry: 'The registry of an image does not have it',
  ForeignRelease: 'A release belongs to another project or to another service set',
  UnknownRelease: 'No release has that id, that number or that prefix',
  AmbiguousRelease: 'Several releases have that number or that prefix',
} as const;

export type ReleaseProblemCode = keyof typeof releaseProblems;
