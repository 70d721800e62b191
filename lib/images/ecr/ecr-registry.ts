import { type AwsClients, atMost } from '../../aws/index.js';
import type { ImageRegistry, Registered } from '../registry.js';
import { type EcrImage, readEcrReference } from './ecr-reference.js';
import { EcrRepository, keyOf } from './ecr-repository.js';

const REPOSITORIES_AT_ONCE = 5;

interface Asked {
  readonly image: string;
  readonly ecr: EcrImage;
}

/**
 * The registries of ECR, each in the account and the region that its images name. One call for all images of a
 * repository, up to a hundred; two more where one of them is missing. Needs `ecr:DescribeImages`, and
 * `ecr:BatchGetImage` to tell which image is missing.
 */
export class EcrRegistry implements ImageRegistry {
  readonly #clients: AwsClients;
  readonly #regions = new Map<string, AwsClients>();

  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  async digests(images: readonly string[]): Promise<ReadonlyMap<string, Registered>> {
    const repositories = byRepository(images);
    const answers = await atMost(REPOSITORIES_AT_ONCE, repositories, (asked) => this.#inRepository(asked));
    return new Map(answers.flat());
  }

  async #inRepository(asked: readonly Asked[]): Promise<readonly (readonly [string, Registered])[]> {
    const [first] = asked;
    if (first === undefined) return [];
    const { account, region, repository } = first.ecr;
    const ecr = await this.#in(region).ecr();
    const digests = await new EcrRepository(ecr, account, repository).digests(asked.map(({ ecr: { id } }) => id));
    return asked.map(({ image, ecr: { id } }) => [image, digests.get(keyOf(id)) ?? 'absent'] as const);
  }

  /** The clients of a region, made once. */
  #in(region: string): AwsClients {
    const clients = this.#regions.get(region) ?? this.#clients.in({ region });
    this.#regions.set(region, clients);
    return clients;
  }
}

/** The images of ECR among all, each once, those of one repository together. */
function byRepository(images: readonly string[]): readonly (readonly Asked[])[] {
  const repositories = new Map<string, Asked[]>();
  for (const image of new Set(images)) {
    const ecr = readEcrReference(image);
    if (ecr === undefined) continue;
    const key = `${ecr.region}/${ecr.account}/${ecr.repository}`;
    repositories.set(key, [...(repositories.get(key) ?? []), { image, ecr }]);
  }
  return [...repositories.values()];
}
