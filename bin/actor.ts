import { SlipwayError } from '../lib/problem.js';
import type { Host } from './host.js';

/** Where builds say who started them, by the variable that marks the service. */
const CI_IDENTITIES: readonly { readonly mark: string; readonly who: readonly string[] }[] = [
  { mark: 'GITHUB_ACTIONS', who: ['GITHUB_TRIGGERING_ACTOR', 'GITHUB_ACTOR'] },
  { mark: 'GITLAB_CI', who: ['GITLAB_USER_EMAIL', 'GITLAB_USER_LOGIN'] },
  { mark: 'BUILDKITE', who: ['BUILDKITE_BUILD_CREATOR_EMAIL', 'BUILDKITE_BUILD_CREATOR'] },
  { mark: 'CIRCLECI', who: ['CIRCLE_USERNAME', 'CIRCLE_PR_USERNAME'] },
  { mark: 'TF_BUILD', who: ['BUILD_REQUESTEDFOREMAIL', 'BUILD_REQUESTEDFOR'] },
  { mark: 'CODEBUILD_BUILD_ID', who: ['CODEBUILD_INITIATOR'] },
  { mark: 'JENKINS_URL', who: ['BUILD_USER_EMAIL', 'BUILD_USER_ID'] },
];

/** Who acts: as named, else CI's own identity, else git's. Nobody found is an error, for a record needs a name. */
export function findActor(host: Host, named: string | undefined): string {
  const actor = named ?? fromCi(host.env) ?? host.ask('git', ['config', 'user.email']);
  if (actor !== undefined && actor.trim() !== '') return actor.trim();
  throw new SlipwayError('input', {
    code: 'NoActor',
    message: 'it is not known who acts, and the record needs a name',
    hint: 'name yourself with --actor <id>, or set it once with `git config user.email <address>`',
  });
}

function fromCi(env: Host['env']): string | undefined {
  for (const { mark, who } of CI_IDENTITIES) {
    if ((env[mark] ?? '') === '') continue;
    for (const name of who) {
      const value = env[name];
      if (value !== undefined && value !== '') return value;
    }
  }
  return undefined;
}
