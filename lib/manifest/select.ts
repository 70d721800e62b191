import type { ArtifactKey } from '../ids.js';
import { type Problem, SlipwayError } from '../problem.js';
import { didYouMean } from '../suggest.js';
import type { Environment, Manifest, Project, Service, ServiceSet } from './model.js';
import type { ManifestProblemCode } from './problems.js';

/**
 * The project of that id; without an id the only one.
 *
 * @throws SlipwayError of kind `input`: `UnknownProject`, or `SeveralProjects` where a choice is needed.
 */
export function selectProject(manifest: Manifest, id?: string): Project {
  return select(manifest.projects, id, {
    several: 'SeveralProjects',
    unknown: 'UnknownProject',
    kind: 'project',
    owner: 'the manifest',
    option: '--project',
    ...(manifest.file === undefined ? {} : { file: manifest.file }),
  });
}

/**
 * The service set of that id; without an id the only one.
 *
 * @throws SlipwayError of kind `input`: `UnknownServiceSet`, or `SeveralServiceSets` where a choice is needed.
 */
export function selectServiceSet(project: Project, id?: string): ServiceSet {
  return select(project.serviceSets, id, {
    several: 'SeveralServiceSets',
    unknown: 'UnknownServiceSet',
    kind: 'service set',
    owner: `the project "${project.id}"`,
    option: '--service-set',
  });
}

export function findEnvironment(project: Project, id: string): Environment | undefined {
  return project.environments.find((environment) => environment.id === id);
}

export function findService(serviceSet: ServiceSet, id: string): Service | undefined {
  return serviceSet.services.find((service) => service.id === id);
}

/** The first environment, in the manifest's order, where releases of the set start: it comes after no other. */
export function firstEnvironment(project: Project, serviceSet: ServiceSet): Environment | undefined {
  return project.environments.find(({ id, after }) => after.length === 0 && serviceSet.environments.includes(id));
}

/** What a release of the set has one image for each of, sorted by code unit. */
export function artifactKeys(serviceSet: ServiceSet): readonly ArtifactKey[] {
  return serviceSet.services.flatMap(({ containers }) => containers.map(({ artifact }) => artifact)).sort();
}

interface Choice {
  readonly several: ManifestProblemCode;
  readonly unknown: ManifestProblemCode;
  readonly kind: string;
  readonly owner: string;
  readonly option: string;
  readonly file?: string;
}

function select<T extends { readonly id: string }>(all: readonly T[], id: string | undefined, choice: Choice): T {
  const [only] = all;
  const found = id === undefined ? (all.length === 1 ? only : undefined) : all.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = all.map((one) => one.id);
  throw new SlipwayError('input', id === undefined ? severalProblem(ids, choice) : unknownProblem(id, ids, choice));
}

function severalProblem(ids: readonly string[], choice: Choice): Problem {
  return {
    code: choice.several,
    message: `${choice.owner} has several ${choice.kind}s: ${ids.join(', ')}`,
    hint: `name one with ${choice.option}`,
    ...(choice.file === undefined ? {} : { at: { file: choice.file } }),
  };
}

function unknownProblem(id: string, ids: readonly string[], choice: Choice): Problem {
  const meant = didYouMean(id, ids);
  return {
    code: choice.unknown,
    message: `${choice.owner} has no ${choice.kind} "${id}"`,
    hint: meant === undefined ? `there is: ${ids.join(', ')}` : `did you mean "${meant}"?`,
    ...(choice.file === undefined ? {} : { at: { file: choice.file } }),
  };
}
