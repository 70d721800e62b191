import type { ArtifactKey, Label } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import type { ImagesProblemCode } from '../problems.js';

const MOST_NAMED = 20;

/**
 * The error for a publication that a failure ended half-way: the failure itself, and what was written before it. Where
 * nothing was written, or the failure is not one of those that are expected, it is the failure alone.
 *
 * @param artifacts all that were to be written
 */
export function publishedInPart(
  failure: unknown,
  label: Label,
  artifacts: readonly ArtifactKey[],
  written: ReadonlyMap<ArtifactKey, unknown>,
): unknown {
  if (!(failure instanceof SlipwayError) || written.size === 0) return failure;
  const left = artifacts.filter((artifact) => !written.has(artifact));
  const done = artifacts.filter((artifact) => written.has(artifact));
  const code: ImagesProblemCode = 'PublishedInPart';
  return new SlipwayError(failure.kind, [
    ...failure.problems,
    {
      code,
      message: `of ${artifacts.length} changed images ${done.length} were published under label ${label} (${list(done)}), and not ${list(left)}`,
      hint: 'run the same command again: it writes only what is missing',
    },
  ]);
}

function list(artifacts: readonly ArtifactKey[]): string {
  const rest = artifacts.length - MOST_NAMED;
  const named = artifacts.slice(0, MOST_NAMED).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}
