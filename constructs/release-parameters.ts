import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ArtifactKey, Label, ProjectId } from '../lib/ids.js';
import { imageParameterName } from '../lib/images/parameter-names.js';
import { Release } from './release.js';
import type { ReleaseProps } from './release-props.js';

export interface ReleaseParametersProps {
  readonly release: ReleaseProps;

  /** The environment's id. */
  readonly environment: string;

  /**
   * The artifacts to write: `<service>` or `<service>/<container>`.
   *
   * @default - every artifact of the release
   */
  readonly artifacts?: readonly string[];
}

/**
 * The SSM parameters that say which image belongs to each service of an environment:
 * `/{projectId}/images/{environmentId}/{serviceId}[/{containerId}]`, each with the image by digest. A parameter changes
 * only when its own image does.
 */
export class ReleaseParameters extends Construct {
  /** The name of each parameter by its artifact. */
  readonly names: ReadonlyMap<string, string>;

  /**
   * @throws SlipwayError with `UnknownArtifact`, `SeveralContainers`, or `InvalidParameterName` where SSM would refuse
   *   the name
   */
  constructor(scope: Construct, id: string, props: ReleaseParametersProps) {
    super(scope, id);
    const release = Release.of(this, props.release);
    const names = new Map<string, string>();
    for (const artifact of props.artifacts ?? release.artifacts) {
      const name = imageParameterName(
        release.project as ProjectId,
        props.environment as Label,
        artifact as ArtifactKey,
      );
      // A slash would become two hyphens in the construct's id, which a service's id may hold as well.
      const child = `Image:${artifact.replace('/', ':')}`;
      new CfnParameter(this, child, { type: 'String', name, value: release.imageUri(artifact) });
      names.set(artifact, name);
    }
    this.names = names;
  }
}
