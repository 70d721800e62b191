import type { EventHash } from '../../ids.js';
import type { EventLink, ProjectState } from '../../promotion/index.js';

/** The state up to some moment, with what it was folded from. */
export interface Base {
  /** Names of all packs at that moment. */
  readonly packs: readonly string[];
  /** The events that had a file of their own. */
  readonly covered: readonly EventHash[];
  readonly heads: readonly EventLink[];
  readonly state: ProjectState;
}
