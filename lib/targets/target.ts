import type { ArtifactKey, EnvironmentId, Instant, ServiceSetId } from '../ids.js';
import type { Project } from '../manifest/model.js';
import type { Release } from '../release/model.js';

/** The place where one service set of a project runs. */
export interface Place {
  readonly project: Project;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

/** The synthesized stack of one place under one release. */
export interface RenderedStack {
  readonly stackName: string;
  /** The CloudFormation template, JSON text, byte for byte what is deployed. */
  readonly template: string;
}

/** Makes the stack of a place under a release. Pure: the same input gives the same bytes. */
export interface StackRenderer {
  render(place: Place, release: Release): Promise<RenderedStack>;
}

/** What was found of one artifact in a place. */
export interface ObservedArtifact {
  /** The image reference that runs, normalised; undefined where nothing does. */
  readonly image?: string;
  /** The digest that runs; undefined where it is not known. */
  readonly digest?: string;
}

/** What runs in a place, as found there and not as recorded. */
export interface Observation {
  /** `absent`: nothing stands there. `unknown`: it could not be found out; never to be taken for success. */
  readonly state: 'present' | 'absent' | 'unknown';
  readonly artifacts: Readonly<Record<ArtifactKey, ObservedArtifact>>;
  /** What stands there now, where the target knows it. */
  readonly template?: string;
  readonly at: Instant;
  /** Why it is unknown, or what is damaged. */
  readonly message?: string;
}

/** Somewhere to deploy to. Dumb: it does what it is told and tells what it sees. */
export interface Target {
  readonly name: 'directory' | 'cloudformation' | 'terraform' | 'memory';
  /** The template that stands in a place now, or undefined where there is none. */
  current(place: Place): Promise<string | undefined>;
  /** Puts a rendered stack there; whole or not at all. Doing it twice is doing it once. */
  apply(place: Place, stack: RenderedStack): Promise<void>;
  observe(place: Place, at: Instant): Promise<Observation>;
}
