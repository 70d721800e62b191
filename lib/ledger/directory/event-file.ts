import { checkEvent, type LedgerEvent, unknownKind } from '../../promotion/index.js';
import { damagedRecord, unknownEvent } from './damage.js';

const NAME = /^\d{8,}-[0-9a-f]{12}\.json$/;

/** `<seq, 8 digits>-<first 12 hex digits of the hash>.json`. */
export function eventFileName({ seq, hash }: Pick<LedgerEvent, 'seq' | 'hash'>): string {
  return `${padSeq(seq)}-${hash.slice(0, 12)}.json`;
}

export function padSeq(seq: number): string {
  return String(seq).padStart(8, '0');
}

export function isEventFileName(name: string): boolean {
  return NAME.test(name);
}

/**
 * The one text of an event's file.
 *
 * The gaps after the colons have a width that the event's hash decides, so that the files of two events have hardly a
 * line in common. Otherwise git would take an event that was packed and a new one for one file that was renamed, and
 * would see a conflict where two branches "renamed" it differently, although none of them changed a file.
 *
 * Members that this version does not know stand at the end, sorted, so that it can read what a later one wrote.
 */
export function renderEvent(event: LedgerEvent): string {
  const { seq, at, actor, reason, fact, project, parents, hash, ...later } = event;
  const { type, ...rest } = fact;
  const shown = { seq, at, actor, ...(reason === undefined ? {} : { reason }), fact: { type, ...rest } };
  const gaps = new Gaps(hash);
  return `${render({ ...shown, project, parents, hash, ...sorted(later) }, '', gaps)}\n`;
}

/**
 * The event that a file holds.
 *
 * @param file how the file is called in errors
 * @throws SlipwayError where it is not, byte for byte, the file of an undamaged event of that name and project
 */
export function readEvent(bytes: Buffer, name: string, project: string, file: string): LedgerEvent {
  const text = bytes.toString('utf8');
  const event = checked(parse(text, file), file);
  if (event.project !== project) throw damagedRecord(file, `belongs to the record of project ${event.project}`);
  const actualName = eventFileName(event);
  if (actualName !== name) throw damagedRecord(file, `holds the event ${actualName}: it was renamed`);
  if (renderEvent(event) !== text) throw damagedRecord(file, 'was edited: its text is not the one that was recorded');
  return event;
}

/** The event that a claim holds, or undefined where it is not one in full. */
export function readClaim(bytes: Buffer, project: string): LedgerEvent | undefined {
  try {
    const event = JSON.parse(bytes.toString('utf8')) as LedgerEvent;
    return checkEvent(event) === undefined && event.project === project ? event : undefined;
  } catch {
    return undefined;
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damagedRecord(file, 'is not JSON any more: it was cut short or edited');
  }
}

function checked(value: unknown, file: string): LedgerEvent {
  const why = checkEvent(value);
  if (why === undefined) return value as LedgerEvent;
  const kind = unknownKind(value);
  throw kind === undefined ? damagedRecord(file, `is damaged: ${why}`) : unknownEvent(file, kind);
}

function sorted(members: object): object {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function render(value: unknown, indent: string, gaps: Gaps): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((item) => `${deeper}${render(item, deeper, gaps)}`)
    : Object.entries(value).map(
        ([key, member]) => `${deeper}${JSON.stringify(key)}:${gaps.next()}${render(member, deeper, gaps)}`,
      );
  const [open, close] = isList ? '[]' : '{}';
  return members.length === 0 ? `${open}${close}` : `${open}\n${members.join(',\n')}\n${indent}${close}`;
}

/** Gaps of one to eight spaces, in an order that a hash decides. */
class Gaps {
  private taken = 0;

  constructor(private readonly hash: string) {}

  next(): string {
    const digit = Number.parseInt(this.hash.charAt(this.taken++ % this.hash.length), 16);
    return ' '.repeat((digit % 8) + 1);
  }
}
