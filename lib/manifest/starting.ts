/** What a starting manifest is made for. */
export interface StartingManifestProps {
  /** The project's id. */
  readonly project: string;
  /** The project's name for people. */
  readonly name: string;
}

/** The text of a commented `slipway.yaml` to start from. */
export function startingManifest({ project, name }: StartingManifestProps): string {
  return `# Project manifest of Slipway: what the project is made of, and where it runs.
project: ${JSON.stringify(project)}
name: ${JSON.stringify(name)}

# In the order in which people think of them. A release starts in an environment that comes after no other.
environments:
  - id: dev
    name: Development
  - id: staging
    name: Staging
    after: [dev]
  - id: prod
    name: Production
    after: [staging]
    desiredCount: 2 # of every service that does not say otherwise

# What is released together. "image" is the repository that the images come from, without label or digest.
services:
  - id: web
    image: ${JSON.stringify(`${repositoryPart(project)}/web`)}
    ports: [8080]
    connects: [api] # traffic between the two is allowed, and with nobody else
  - id: api
    image: ${JSON.stringify(`${repositoryPart(project)}/api`)}
    ports: [8080]
    cpu: 256 # 1024 is one vCPU
    memory: 512 # MiB
    variables:
      LOG_LEVEL: info
    # secrets:
    #   API_KEY: { secretsManager: my/api-key }
`;
}

/** An id may hold capitals and doubled signs, a repository may not. */
function repositoryPart(project: string): string {
  return (
    project
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'app'
  );
}
