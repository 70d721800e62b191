import type { ArtifactKey, EnvironmentId } from '../../ids.js';
import type { Release } from '../../release/model.js';
import { currentDeployment, environmentState, findRelease } from '../state/current.js';
import type { EnvironmentState } from '../state/state.js';
import type { Question, Reason } from './decision.js';
import { findEnvironment, findServiceSet } from './graph.js';
import type { PolicyEnvironment, PolicyServiceSet } from './policy.js';

/** A question with everything looked up that it names; what does not exist is absent. */
export interface Inquiry extends Question {
  /** The service set, where the project has it. */
  readonly set?: PolicyServiceSet;
  /** The environment, where it exists and the set runs there. */
  readonly place?: PolicyEnvironment;
  readonly found?: Release;
  /** What is recorded of the set there. */
  readonly here?: EnvironmentState;
  /** Whether the release is what runs there already. */
  readonly runsHere: boolean;
}

/**
 * One condition of the law: the reasons for which it is unmet. A condition that cannot be weighed because the release
 * or the environment does not exist gives none: that it does not exist is a reason already.
 */
export type Condition = (inquiry: Inquiry) => readonly Reason[];

export function inquire(question: Question): Inquiry {
  const { project, state, serviceSet, environment, release } = question;
  const set = findServiceSet(project, serviceSet);
  const place = findEnvironment(project, serviceSet, environment);
  const found = findRelease(state, release);
  const here = environmentState(state, serviceSet, environment);
  return {
    ...question,
    ...(set === undefined ? {} : { set }),
    ...(place === undefined ? {} : { place }),
    ...(found === undefined ? {} : { found }),
    ...(here === undefined ? {} : { here }),
    runsHere: currentDeployment(state, serviceSet, environment)?.release === release,
  };
}

/** The artifacts that would run: those of a release that its set has today. */
export function artifactsThatRun({ set, found }: Inquiry): readonly ArtifactKey[] {
  const services = set?.services ?? [];
  const asked = services.flatMap(({ containers }) => containers.map(({ artifact }) => artifact));
  return found === undefined ? [] : asked.filter((artifact) => Object.hasOwn(found.images, artifact)).sort();
}

/** `release 12 (rel-0123456789ab)`, as people speak of it and as they can paste it. */
export function nameRelease(release: Release): string {
  return `release ${release.number} (${release.id})`;
}

/** A command to paste, in the form in which it works for this project. */
export function command(inquiry: Pick<Inquiry, 'project' | 'serviceSet'>, text: string): string {
  const several = inquiry.project.serviceSets.length > 1;
  return `\`slipway ${text}${several ? ` --service-set ${inquiry.serviceSet}` : ''}\``;
}

export function listNames(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/** The environments of a set, for a person who named one that is not among them. */
export function listEnvironments(set: PolicyServiceSet | undefined): string {
  const ids: readonly EnvironmentId[] = set?.environments ?? [];
  return ids.length === 0 ? 'there are none' : `there are ${ids.join(', ')}`;
}
