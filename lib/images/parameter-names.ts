import type { ArtifactKey, EnvironmentId, Label, ProjectId, ServiceSetId } from '../ids.js';
import { whyNotAnId } from '../ids.js';
import { SlipwayError } from '../problem.js';
import type { ImagesProblemCode } from './problems.js';
import { quote } from './quote.js';

const IMAGES = 'images';
const DEPLOYMENTS = 'deployments';

/** SSM's own limit: levels of a hierarchy, each beginning with a slash. */
const MAX_LEVELS = 15;

/** SSM's own limit: characters of a name, the ARN before it included, for which room is left. */
const MAX_NAME_LENGTH = 1011;
const ROOM_FOR_ARN = 70;

/** What the name of an image's parameter says. */
export interface ImageParameter {
  readonly project: ProjectId;
  readonly label: Label;
  readonly artifact: ArtifactKey;
}

export type ParsedImageParameterName =
  | ({ readonly ok: true } & ImageParameter)
  | { readonly ok: false; readonly message: string };

/**
 * The SSM parameter that holds the image of an artifact under a label (an environment's id is a label, too):
 * `/{projectId}/images/{label}/{serviceId}[/{containerId}]`.
 *
 * @throws SlipwayError `input` with `InvalidParameterName` where SSM would refuse the name
 */
export function imageParameterName(project: ProjectId, label: Label, artifact: ArtifactKey): string {
  return accepted(`/${project}/${IMAGES}/${label}/${artifact}`);
}

/**
 * The path that the parameters of a label's images lie under, or those of all labels: `/{projectId}/images[/{label}]`.
 *
 * @throws SlipwayError `input` with `InvalidParameterName` where SSM would refuse the name
 */
export function imageParameterPath(project: ProjectId, label?: Label): string {
  return accepted(label === undefined ? `/${project}/${IMAGES}` : `/${project}/${IMAGES}/${label}`);
}

/**
 * The SSM parameter that points at the release of an environment: `/{projectId}/deployments/{environmentId}`, in a
 * project of several service sets `…/{environmentId}/{setId}`.
 *
 * @throws SlipwayError `input` with `InvalidParameterName` where SSM would refuse the name
 */
export function deploymentParameterName(
  project: ProjectId,
  environment: EnvironmentId,
  serviceSet?: ServiceSetId,
): string {
  const set = serviceSet === undefined ? '' : `/${serviceSet}`;
  return accepted(`/${project}/${DEPLOYMENTS}/${environment}${set}`);
}

/** Reads the name of an image's parameter; the exact inverse of {@link imageParameterName}. */
export function parseImageParameterName(name: string): ParsedImageParameterName {
  const why = whyNotAParameterName(name) ?? whyNotOfAnImage(name.split('/').slice(1));
  if (why !== undefined)
    return { ok: false, message: `${quote(name)} is not the name of an image's parameter: ${why}` };
  const [project, , label, ...artifact] = name.split('/').slice(1);
  return {
    ok: true,
    project: project as ProjectId,
    label: label as Label,
    artifact: artifact.join('/') as ArtifactKey,
  };
}

/** Why SSM, or Slipway's own rule for ids, would refuse a name; undefined where neither does. */
function whyNotAParameterName(name: string): string | undefined {
  if (!name.startsWith('/')) return 'it does not begin with "/"';
  if (name.length > MAX_NAME_LENGTH - ROOM_FOR_ARN)
    return `it is longer than the ${MAX_NAME_LENGTH - ROOM_FOR_ARN} characters that SSM leaves beside the ARN`;
  const parts = name.slice(1).split('/');
  if (parts.length > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
  if (/^(?:aws|ssm)/i.test(parts[0] ?? '')) return 'SSM keeps names that begin with "aws" or "ssm" for itself';
  for (const part of parts) {
    const why = whyNotAnId(part);
    if (why !== undefined) return `of its part ${quote(part)}, ${why}`;
  }
  return undefined;
}

function whyNotOfAnImage(parts: readonly string[]): string | undefined {
  if (parts[1] !== IMAGES) return `its second part is not "${IMAGES}"`;
  if (parts.length < 4 || parts.length > 5)
    return `it is not of the form /<project>/${IMAGES}/<label>/<service>[/<container>]`;
  return undefined;
}

function accepted(name: string): string {
  const why = whyNotAParameterName(name);
  if (why === undefined) return name;
  const code: ImagesProblemCode = 'InvalidParameterName';
  throw new SlipwayError('input', {
    code,
    message: `${quote(name)} cannot be the name of a parameter: ${why}`,
    hint: 'rename the project, service or environment in the manifest',
  });
}
