import type { ArtifactKey } from '../ids.js';
import type { Service, ServiceSet } from '../manifest/model.js';
import { type Problem, SlipwayError } from '../problem.js';
import { didYouMean } from '../suggest.js';
import { artifactsOf } from './artifacts.js';
import { checkImage } from './check-image.js';
import { formatImageReference } from './image-reference.js';
import { readImage } from './normalise-image.js';
import type { ImagesProblemCode } from './problems.js';
import { quote } from './quote.js';
import { repositoryMatches } from './repository-matches.js';

/**
 * Reads arguments of the form `<service>=<image>`, `<service>/<container>=<image>` or, where no service has that id,
 * `<repository>=<image>`, which stands for every artifact of the set that uses the repository.
 *
 * @returns the normalised image of every artifact that was named, sorted by artifact
 * @throws SlipwayError `input` with everything that is wrong with any of them
 */
export function assignImages(serviceSet: ServiceSet, pairs: readonly string[]): Readonly<Record<ArtifactKey, string>> {
  const problems: Problem[] = [];
  const assigned = new Map<ArtifactKey, string>();
  for (const pair of pairs) problems.push(...assign(serviceSet, pair, assigned));
  if (problems.length > 0) throw new SlipwayError('input', problems);
  const sorted = [...assigned].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}

function assign(serviceSet: ServiceSet, pair: string, assigned: Map<ArtifactKey, string>): readonly Problem[] {
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  const image = pair.slice(equals + 1);
  if (equals < 1 || image === '')
    return [
      problem('InvalidAssignment', `${quote(pair)} does not say which image goes where`, 'write <service>=<image>'),
    ];
  const named = resolve(serviceSet, name);
  if ('problem' in named) return [named.problem, ...problemsOf(image)];
  const repeated = named.artifacts.filter((artifact) => assigned.has(artifact));
  const read = readImage(image);
  if ('problem' in read) return [...duplicates(repeated), read.problem];
  const normalised = formatImageReference(read.reference);
  for (const artifact of named.artifacts) assigned.set(artifact, normalised);
  const unfit = named.artifacts.flatMap((artifact) => checkImage(serviceSet, artifact, normalised) ?? []);
  return [...duplicates(repeated), ...unfit];
}

type Named = { readonly artifacts: readonly ArtifactKey[] } | { readonly problem: Problem };

function resolve(serviceSet: ServiceSet, name: string): Named {
  const [serviceId, ...rest] = name.split('/');
  const service = serviceSet.services.find(({ id }) => id === serviceId);
  if (service !== undefined && rest.length === 0) return onlyContainer(service);
  const container = service?.containers.find(({ id }) => id === rest.join('/'));
  if (container !== undefined) return { artifacts: [container.artifact] };
  const users = usersOf(serviceSet, name);
  if (users.length > 0) return { artifacts: users };
  return {
    problem: service === undefined ? unknownService(serviceSet, name) : unknownContainer(service, rest.join('/')),
  };
}

function onlyContainer(service: Service): Named {
  const artifacts = service.containers.map(({ artifact }) => artifact);
  if (artifacts.length === 1) return { artifacts };
  const message = `service ${service.id} has several containers, and ${quote(service.id)} does not say which`;
  return { problem: problem('ContainerNeeded', message, `name one of ${artifacts.join(', ')}`) };
}

/** The artifacts whose declared repository is the named one. */
function usersOf(serviceSet: ServiceSet, name: string): readonly ArtifactKey[] {
  return artifactsOf(serviceSet).flatMap(({ key, container }) => {
    const declared = container.repository === undefined ? undefined : readImage(container.repository);
    if (declared === undefined || 'problem' in declared) return [];
    return repositoryMatches(name, declared.reference) ? [key] : [];
  });
}

function unknownService(serviceSet: ServiceSet, name: string): Problem {
  const known = serviceSet.services.map(({ id }) => id as string);
  const guess = didYouMean(name, known);
  const hint = guess === undefined ? `its services are ${known.join(', ')}` : `did you mean ${quote(guess)}?`;
  const message = `service set ${serviceSet.id} has no service ${quote(name)}, and none that uses a repository of that name`;
  return problem('UnknownService', message, hint);
}

function unknownContainer(service: Service, name: string): Problem {
  const known = service.containers.map(({ id }) => id as string);
  const guess = didYouMean(name, known);
  const hint = guess === undefined ? `its containers are ${known.join(', ')}` : `did you mean ${quote(guess)}?`;
  return problem('UnknownContainer', `service ${service.id} has no container ${quote(name)}`, hint);
}

function duplicates(artifacts: readonly ArtifactKey[]): readonly Problem[] {
  return artifacts.map((artifact) =>
    problem('DuplicateService', `${artifact} is given an image twice`, 'leave one of the two out'),
  );
}

function problemsOf(image: string): readonly Problem[] {
  const read = readImage(image);
  return 'problem' in read ? [read.problem] : [];
}

function problem(code: ImagesProblemCode, message: string, hint: string): Problem {
  return { code, message, hint };
}
