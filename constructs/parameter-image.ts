import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { type ContainerDefinition, ContainerImage, type ContainerImageConfig } from 'aws-cdk-lib/aws-ecs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { ArtifactKey, Label, ProjectId } from '../lib/ids.js';
import { imageParameterName } from '../lib/images/parameter-names.js';

export interface ParameterImageProps {
  /** The project's id. */
  readonly project: string;

  /** The environment's id, or another label that images are published under. */
  readonly label: string;

  /** `<service>`, or `<service>/<container>` for a service of several containers. */
  readonly artifact: string;

  /**
   * Where the image is, for the permission to pull it: a parameter does not tell before the deployment.
   *
   * @default - no permission is given
   */
  readonly repository?: IRepository;
}

/**
 * An image that CloudFormation reads from its SSM parameter at the moment of deployment, for a stack that is not rendered
 * for a release. The template does not say what will run; prefer `Release.image`, which does.
 */
export class ParameterImage extends ContainerImage {
  readonly #name: string;
  readonly #repository: IRepository | undefined;

  /** @throws SlipwayError with `InvalidParameterName` where SSM would refuse the name */
  constructor(props: ParameterImageProps) {
    super();
    const { project, label, artifact } = props;
    this.#name = imageParameterName(project as ProjectId, label as Label, artifact as ArtifactKey);
    this.#repository = props.repository;
  }

  bind(scope: Construct, container: ContainerDefinition): ContainerImageConfig {
    this.#repository?.grantPull(container.taskDefinition.obtainExecutionRole());
    return { imageName: StringParameter.valueForStringParameter(scope, this.#name) };
  }
}
