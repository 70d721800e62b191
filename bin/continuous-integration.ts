import type { Origin } from '../lib/origin.js';
import type { Host } from './host.js';

/** How a build service shows itself in its environment variables. */
interface BuildService {
  readonly name: string;
  /** The variable by which it is known. */
  readonly mark: string;
  /** Where it says who started the run, the best first. */
  readonly who: readonly string[];
  /** The run, as a URL or the service's own number. */
  readonly run: (env: Host['env']) => string | undefined;
}

const SERVICES: readonly BuildService[] = [
  {
    name: 'github-actions',
    mark: 'GITHUB_ACTIONS',
    who: ['GITHUB_TRIGGERING_ACTOR', 'GITHUB_ACTOR'],
    run: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id }) =>
      server && repository && id ? `${server}/${repository}/actions/runs/${id}` : id,
  },
  { name: 'gitlab', mark: 'GITLAB_CI', who: ['GITLAB_USER_EMAIL', 'GITLAB_USER_LOGIN'], run: (env) => env.CI_JOB_URL },
  {
    name: 'buildkite',
    mark: 'BUILDKITE',
    who: ['BUILDKITE_BUILD_CREATOR_EMAIL', 'BUILDKITE_BUILD_CREATOR'],
    run: (env) => env.BUILDKITE_BUILD_URL,
  },
  {
    name: 'circleci',
    mark: 'CIRCLECI',
    who: ['CIRCLE_USERNAME', 'CIRCLE_PR_USERNAME'],
    run: (env) => env.CIRCLE_BUILD_URL,
  },
  { name: 'travis', mark: 'TRAVIS', who: [], run: (env) => env.TRAVIS_BUILD_WEB_URL },
  {
    name: 'azure-pipelines',
    mark: 'TF_BUILD',
    who: ['BUILD_REQUESTEDFOREMAIL', 'BUILD_REQUESTEDFOR'],
    run: (env) => env.BUILD_BUILDID,
  },
  { name: 'codebuild', mark: 'CODEBUILD_BUILD_ID', who: ['CODEBUILD_INITIATOR'], run: (env) => env.CODEBUILD_BUILD_ID },
  {
    name: 'jenkins',
    mark: 'JENKINS_URL',
    who: ['BUILD_USER_EMAIL', 'BUILD_USER_ID'],
    run: (env) => env.BUILD_URL,
  },
];

/** The build environment that this process runs in. A build service that is not known by name is still one. */
export function originOf(env: Host['env']): Origin {
  const service = serviceOf(env);
  if (service === undefined) return isSet(env.CI) ? { kind: 'ci', service: 'unknown' } : { kind: 'local' };
  const run = service.run(env);
  return { kind: 'ci', service: service.name, ...(isSet(run) ? { run } : {}) };
}

/** Who started the run of a build service, where it says so. */
export function starterOf(env: Host['env']): string | undefined {
  return serviceOf(env)
    ?.who.map((name) => env[name])
    .find(isSet);
}

function serviceOf(env: Host['env']): BuildService | undefined {
  return SERVICES.find(({ mark }) => isSet(env[mark]));
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== 'false';
}
