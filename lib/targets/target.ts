import type { ArtifactKey, EnvironmentId, Instant, ServiceSetId } from '../ids.js';
import type { Project } from '../manifest/model.js';
import type { Release } from '../release/model.js';
import type { Parameters } from './parameters.js';

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
  /** The folder of the cloud assembly that holds it, where the CDK is to deploy it from there. */
  readonly assembly?: string;
}

/** Makes the stack of a place under a release. Pure: the same input gives the same bytes. */
export interface StackRenderer {
  render(place: Place, release: Release): Promise<RenderedStack>;
  /** Lets go of what it keeps on this machine; what it rendered before is not to be deployed any more. */
  dispose?(): void;
}

/** What was found of one artifact in a place. */
export interface ObservedArtifact {
  /**
   * `changing`: its service is being replaced, and what is seen is not what will be. `rolled-back`: its service went back
   * by itself to what it ran before. Absent: it is as it will stay.
   */
  readonly phase?: 'changing' | 'rolled-back';
  /** The image reference that runs, normalised; undefined where nothing does. */
  readonly image?: string;
  /** The digest that runs; undefined where it is not known. */
  readonly digest?: string;
}

/** What runs in a place, as found there and not as recorded. */
export interface Observation {
  /**
   * `absent`: nothing stands there. `changing`: something is still at work there, whoever started it. `unknown`: it could
   * not be found out; never to be taken for success.
   */
  readonly state: 'present' | 'absent' | 'changing' | 'unknown';
  readonly artifacts: Readonly<Record<ArtifactKey, ObservedArtifact>>;
  /** What stands there now, where the target knows it. */
  readonly template?: string;
  readonly at: Instant;
  /** Why it is unknown or changing, or what is damaged. */
  readonly message?: string;
  /** Whether the whole place was turned back to what stood there before. */
  readonly rolledBack?: boolean;
  /** What a person needs in order to understand a failure: last events, stopped reasons, exit codes; one line each. */
  readonly notes?: readonly string[];
}

/** How long something may take, and who is told how far it is. */
export interface Undertaking {
  /** When to give up waiting. What was started goes on. */
  readonly until: Instant;
  /** Told what is being done, for people. */
  readonly progress: (step: string) => void;
  /** Given every line that a program prints which does the work. */
  readonly output: (line: string) => void;
}

/** A change that is ready and was not made: a change set of CloudFormation and its stack, by their ARNs. */
export interface PreparedChange {
  readonly changeSet: string;
  readonly stack: string;
}

/** Somewhere to deploy to. Dumb: it does what it is told and tells what it sees. */
export interface Target {
  readonly name: 'directory' | 'cloudformation' | 'terraform' | 'memory';
  /** The template that stands in a place now, or undefined where there is none. */
  current(place: Place): Promise<string | undefined>;
  /**
   * Puts a rendered stack there; whole or not at all. Doing it twice is doing it once.
   *
   * @throws what went wrong; that decides nothing, as only what is observed does
   */
  apply(place: Place, stack: RenderedStack, undertaking: Undertaking): Promise<void>;
  /**
   * Makes a change ready for somebody else to make, under a name; undefined where nothing would change. What was ready
   * under that name before is made anew.
   *
   * @throws what went wrong
   */
  prepare?(
    place: Place,
    stack: RenderedStack,
    name: string,
    undertaking: Undertaking,
  ): Promise<PreparedChange | undefined>;
  observe(place: Place, at: Instant): Promise<Observation>;
  /** The SSM parameters that say what runs there, by name, where the target writes any; one that is missing is absent. */
  parameters?(place: Place, release: Release): Promise<Parameters>;
}
