import type { Environment, Project } from '../../../../lib/manifest/model.js';
import type { Requirements } from '../../../../lib/manifest/requirements.js';
import { project } from '../../world.js';
import { type Recipe, recipe } from '../shop.js';
import type { Request } from '../steps/asking.js';

/** Three releases of two services that share images: what moves is a bracket, and never everything. */
export const THREE: readonly Recipe[] = [
  recipe('R1', { a: 'a1', b: 'b1' }),
  recipe('R2', { a: 'a2', b: 'b1' }),
  recipe('R3', { a: 'a2', b: 'b2' }),
];
export const TWO = THREE.slice(0, 2);
/** Two releases of which no service is the same. */
export const APART: readonly Recipe[] = [recipe('R1', { a: 'a1', b: 'b1' }), recipe('R3', { a: 'a2', b: 'b2' })];

export function shop(...environments: readonly Environment[]): Project {
  return project(environments, ['a', 'b']);
}

export function requiring(require: Partial<Requirements>, from: Partial<Environment>): Partial<Environment> {
  return { ...from, require: { digests: false, ...require } };
}

export function ask(kind: Request['kind'], environment: string, ...releases: readonly string[]): readonly Request[] {
  return releases.map((release) => ({ kind, environment, release }));
}

/**
 * How large worlds are. `small`: as many things happen as it takes for each invariant to matter, in seconds. `large`: once
 * more of everything, in minutes.
 */
export type Size = 'small' | 'large';

/** How often something may happen in a history. */
export type Often = (small: number, large: number) => number;
