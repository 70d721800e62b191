import { type Origin, readOrigin } from '../../origin.js';
import type { Signature } from '../catalogue.js';

/** SSM's own limit for the description of a parameter, in characters. */
const MAX_LENGTH = 1024;

const BEGINNING = 'Published with Slipway by ';

/** Who published a version and from where, as far as its description tells. */
export type Publisher = Pick<Signature, 'actor' | 'origin'>;

/**
 * The description of a parameter, which SSM keeps with each version: a sentence that names who published it, as JSON, so
 * that it can be read back whatever the name holds. What is too long for SSM loses the origin first.
 */
export function describePublisher({ actor, origin }: Publisher): string {
  const full = write({ actor, ...(origin === undefined ? {} : { origin }) });
  if (full.length <= MAX_LENGTH) return full;
  const bare = write({ actor });
  return bare.length <= MAX_LENGTH ? bare : write({ actor: shortened(actor) });
}

/** Reads a description back; undefined where somebody else wrote it. */
export function readPublisher(description: string): Publisher | undefined {
  if (!description.startsWith(BEGINNING)) return undefined;
  const written = parseObject(description.slice(BEGINNING.length));
  if (typeof written.actor !== 'string') return undefined;
  const origin: Origin | undefined = readOrigin(written.origin);
  return { actor: written.actor, ...(origin === undefined ? {} : { origin }) };
}

function write(publisher: Publisher): string {
  return `${BEGINNING}${JSON.stringify(publisher)}`;
}

/** The longest beginning of a name that fits; JSON makes some characters longer, none longer than six times. */
function shortened(actor: string): string {
  let end = actor.length;
  while (write({ actor: `${actor.slice(0, end)}...` }).length > MAX_LENGTH) end -= 1;
  return `${actor.slice(0, end)}...`;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
