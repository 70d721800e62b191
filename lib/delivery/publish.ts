import type { Label } from '../ids.js';
import { assignImages, type LabelledImages } from '../images/index.js';
import type { Project } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { together } from '../together.js';
import type { Delivery, Signer } from './delivery.js';
import { requireLabel } from './labels.js';

/**
 * Records images under a label. An environment's id cannot be one: an image reaches an environment only in a release.
 *
 * @throws SlipwayError `input` with everything that is wrong with label and images
 */
export async function publish(
  { project, serviceSet, catalogue, now }: Delivery,
  labelText: string,
  pairs: readonly string[],
  signer: Signer,
): Promise<LabelledImages> {
  const { label, images } = await together({
    label: () => requireOpenLabel(project, labelText),
    images: () => assignImages(serviceSet, pairs),
  });
  return catalogue.publish(project.id, label, images, {
    actor: signer.actor,
    at: now(),
    ...(signer.origin === undefined ? {} : { origin: signer.origin }),
  });
}

function requireOpenLabel(project: Project, text: string): Label {
  const label = requireLabel(text);
  if (!project.environments.some(({ id }) => (id as string) === label)) return label;
  throw new SlipwayError('input', {
    code: 'ReservedLabel',
    message: `${label} is an environment, and what runs there changes only by a release`,
    hint: 'publish under another label, e.g. --label main, then `slipway release create --from-label main`',
  });
}
