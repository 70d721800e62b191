/** What can keep AWS from answering. */
export const awsProblems = {
  NoCredentials: 'No AWS credentials were found, or those found are no longer valid',
  NoRegion: 'It is not known which AWS region is meant',
  AccessDenied: 'The AWS caller may not do what is needed; the message names the permission',
  AwsThrottled: 'AWS went on refusing calls because there were too many',
  AwsUnreachable: 'The AWS endpoint cannot be reached',
  AwsUnavailable: 'AWS answered with an error of its own, again and again',
} as const;

export type AwsProblemCode = keyof typeof awsProblems;
