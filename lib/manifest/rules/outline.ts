import { entries, items, type MapEntry, member, type Place, placeOfKey, type TreeNode, textOf } from '../text/tree.js';

/** A word of the manifest and where it stands. */
export interface Word extends Place {
  readonly text: string;
}

/**
 * What the ids and references of one project say, with positions. It is read tolerantly, so that the rules about them
 * can speak even where something else in the manifest is wrong.
 */
export interface Outline {
  readonly place: Place;
  readonly id?: Word;
  readonly environments: readonly OutlineEnvironment[];
  readonly sets: readonly OutlineSet[];
}

export interface OutlineEnvironment {
  readonly place: Place;
  readonly id?: Word;
  readonly type?: string;
  readonly after: readonly Word[];
  readonly overrides: readonly Word[];
}

export interface OutlineSet {
  readonly place: Place;
  /** Undefined for the one set of a project that lists only services. */
  readonly id?: Word;
  readonly implied: boolean;
  /** Undefined: every environment. */
  readonly environments?: readonly Word[];
  readonly clusters: readonly Word[];
  /** Whether services are listed at all, if only an empty list. */
  readonly lists: boolean;
  readonly services: readonly OutlineService[];
}

export interface OutlineService {
  readonly place: Place;
  readonly id?: Word;
  readonly hasImage: boolean;
  readonly containers: readonly OutlineContainer[];
  readonly connects: readonly Word[];
  readonly dependsOn: readonly Word[];
}

export interface OutlineContainer {
  readonly place: Place;
  readonly id?: Word;
  readonly hasImage: boolean;
}

/** A thing as messages call it: `the environment "dev"`, or `an environment` while it has no id. */
export function called(kind: string, id: Word | undefined): string {
  if (id !== undefined) return `the ${kind} "${id.text}"`;
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

/** As {@link called}, of a thing as it stands in the manifest. */
export function nameOf(kind: string, node: TreeNode): string {
  return called(kind, idOf(node).id);
}

export function outlineOf(project: TreeNode): Outline {
  const sets = member(project, 'serviceSets');
  return {
    place: project,
    ...idOf(project, 'project'),
    environments: items(member(project, 'environments')).map(environment),
    sets: sets === undefined ? [impliedSet(project)] : items(sets).map(serviceSet),
  };
}

function environment(node: TreeNode): OutlineEnvironment {
  const type = textOf(member(node, 'type'));
  return {
    place: node,
    ...idOf(node),
    ...(type === undefined ? {} : { type }),
    after: words(member(node, 'after')),
    overrides: keys(member(node, 'services')),
  };
}

function impliedSet(project: TreeNode): OutlineSet {
  const services = member(project, 'services');
  return {
    place: services ?? project,
    implied: true,
    clusters: [],
    lists: services?.kind === 'list',
    services: items(services).map(service),
  };
}

function serviceSet(node: TreeNode): OutlineSet {
  const environments = member(node, 'environments');
  return {
    place: node,
    ...idOf(node),
    implied: false,
    ...(environments?.kind === 'list' ? { environments: words(environments) } : {}),
    clusters: keys(member(node, 'clusters')),
    lists: member(node, 'services')?.kind === 'list',
    services: items(member(node, 'services')).map(service),
  };
}

function service(node: TreeNode): OutlineService {
  return {
    place: node,
    ...idOf(node),
    hasImage: member(node, 'image') !== undefined,
    containers: items(member(node, 'containers')).map((container) => ({
      place: container,
      ...idOf(container),
      hasImage: member(container, 'image') !== undefined,
    })),
    connects: words(member(node, 'connects')),
    dependsOn: words(member(node, 'dependsOn')),
  };
}

function idOf(node: TreeNode, key = 'id'): { readonly id?: Word } {
  const [id] = word(member(node, key));
  return id === undefined ? {} : { id };
}

function word(node: TreeNode | undefined): readonly Word[] {
  const text = textOf(node);
  return node === undefined || text === undefined ? [] : [{ text, offset: node.offset, path: node.path }];
}

/** The texts of a list. */
export function words(node: TreeNode | undefined): readonly Word[] {
  return items(node).flatMap(word);
}

function keys(node: TreeNode | undefined): readonly Word[] {
  return entries(node).map((entry: MapEntry) => ({ text: entry.key, ...placeOfKey(entry) }));
}
