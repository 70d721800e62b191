import type { Label } from '../ids.js';
import { whyNotAnId } from '../ids.js';
import { artifactsOf } from '../images/index.js';
import { SlipwayError } from '../problem.js';
import { currentRelease, type ProjectState } from '../promotion/index.js';
import {
  assertReleaseFits,
  findRelease,
  makeRelease,
  type Release,
  type ReleaseRequest,
  requireRelease,
} from '../release/index.js';
import type { Delivery } from './delivery.js';
import { recordedRelease } from './recorded-release.js';
import { registeredImages } from './registered-images.js';

/**
 * The recorded release that a text names: an id, a number, an unambiguous beginning of an id, an environment (what runs
 * there), or a label (the release of exactly the images it points at).
 *
 * @throws SlipwayError `input` with `UnknownRelease`, `AmbiguousRelease`, `NothingDeployed` or `LabelWithoutRelease`
 */
export async function resolveRelease(delivery: Delivery, text: string): Promise<Release> {
  const { project, serviceSet, ledger } = delivery;
  const { state } = await ledger.view(project.id);
  const found = findRelease(state.releases, text);
  if (found.kind === 'found') {
    assertReleaseFits(project.id, found.release, serviceSet.id);
    return found.release;
  }
  if (found.kind === 'not-found') {
    const environment = project.environments.find(({ id }) => id === text);
    if (environment !== undefined) return runningIn(delivery, state, environment.id);
    const labelled = await fromLabel(delivery, state, text);
    if (labelled !== undefined) return labelled;
  }
  return requireRelease(state.releases, text);
}

function runningIn(
  { serviceSet }: Delivery,
  state: ProjectState,
  environment: Parameters<typeof currentRelease>[2],
): Release {
  const release = currentRelease(state, serviceSet.id, environment);
  if (release !== undefined) return release;
  throw new SlipwayError('input', {
    code: 'NothingDeployed',
    message: `nothing runs in ${environment} yet, so it names no release`,
    hint: '`slipway release list` shows the releases there are',
  });
}

async function fromLabel(delivery: Delivery, state: ProjectState, text: string): Promise<Release | undefined> {
  const { project, serviceSet, catalogue } = delivery;
  if (whyNotAnId(text) !== undefined) return undefined;
  const label = text as Label;
  const artifacts = artifactsOf(serviceSet).map(({ key }) => key);
  const images = await catalogue.read(project.id, label, artifacts);
  if (Object.keys(images).length === 0) return undefined;
  const request: ReleaseRequest = { project: project.id, serviceSet, base: { kind: 'label', label, images } };
  const made = makeRelease({ ...request, registered: await registeredImages(delivery, request) });
  const release = recordedRelease(state, made);
  if (release !== undefined) return release;
  throw new SlipwayError('input', {
    code: 'LabelWithoutRelease',
    message: `the images under label ${label} are no release yet`,
    hint: `make one with \`slipway release create --from-label ${label}\``,
  });
}
