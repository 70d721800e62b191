import { canonicalJson, sha256 } from '../../canonical.js';
import { SlipwayError } from '../../problem.js';
import { checkEvent, type LedgerEvent, unknownKind, whyNotAnEvent } from '../../promotion/index.js';
import { damagedRecord, unknownEvent } from './damage.js';
import { padSeq } from './event-file.js';

const NAME = /^(\d{8,})-(\d{8,})-([0-9a-f]{12})\.jsonl$/;

/** A new pack: its events in canonical JSON, one a line. */
export interface Pack {
  /** `<first seq>-<last seq>-<12 hex digits of the SHA-256 of its bytes>.jsonl`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** @param events at least one, by rising `seq` */
export function makePack(events: readonly LedgerEvent[]): Pack {
  const bytes = Buffer.from(events.map((event) => `${canonicalJson(event)}\n`).join(''));
  const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
  return { name: `${padSeq(first)}-${padSeq(last)}-${sha256(bytes).slice(0, 12)}.jsonl`, bytes };
}

export function isPackFileName(name: string): boolean {
  return NAME.test(name);
}

/** The numbers of the first and the last event of a pack. */
export function packRange(name: string): readonly [first: number, last: number] {
  const [, first, last] = NAME.exec(name) ?? [];
  return [Number(first), Number(last)];
}

/** Whether bytes with that SHA-256, hex, are those of the pack of that name. */
export function isPackHash(hash: string, name: string): boolean {
  return NAME.exec(name)?.[3] === hash.slice(0, 12);
}

/** What is wrong with a pack whose bytes do not fit its name, with the line where it can be told. */
export function damagedPack(bytes: Buffer, file: string): SlipwayError {
  try {
    const lines = linesOf(bytes, file);
    const wrong = lines.findIndex((line) => whyNotTheLine(line) !== undefined);
    const line = lines[wrong];
    if (line !== undefined)
      return damagedRecord(file, `is damaged in line ${wrong + 1}: ${whyNotTheLine(line)}`, wrong + 1);
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
  return damagedRecord(file, 'is not what its name says: lines were removed or added, or it was renamed');
}

/**
 * The events of a pack whose bytes fit its name.
 *
 * @throws SlipwayError where a line is not an undamaged event of the project
 */
export function readPack(bytes: Buffer, project: string, file: string): readonly LedgerEvent[] {
  return linesOf(bytes, file).map((line, index) => {
    const event = parse(line);
    const why = whyNotTheEvent(event, line);
    const kind = why === undefined ? undefined : unknownKind(event);
    if (kind !== undefined) throw unknownEvent(file, kind);
    if (why !== undefined) throw damagedRecord(file, `is damaged in line ${index + 1}: ${why}`, index + 1);
    const sound = event as LedgerEvent;
    if (sound.project !== project)
      throw damagedRecord(file, `holds in line ${index + 1} an event of project ${sound.project}`, index + 1);
    return sound;
  });
}

function linesOf(bytes: Buffer, file: string): readonly string[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '') throw damagedRecord(file, `is cut short in line ${lines.length + 1}`, lines.length + 1);
  return lines;
}

function whyNotTheLine(line: string): string | undefined {
  return whyNotTheEvent(parse(line), line);
}

/** Compares with the text of the line, which is canonical: that is several times as fast as making it again. */
function whyNotTheEvent(event: unknown, line: string): string | undefined {
  const why = whyNotAnEvent(event);
  if (why !== undefined) return why;
  const { hash } = event as LedgerEvent;
  const member = `,"hash":"${hash}"`;
  // Behind the hash stand only texts and numbers, in which this cannot occur.
  const at = line.lastIndexOf(member);
  if (at >= 0 && sha256(line.slice(0, at) + line.slice(at + member.length)) === hash) return undefined;
  return checkEvent(event) ?? 'it is not in canonical form';
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
