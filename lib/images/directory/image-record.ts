import { sha256 } from '../../canonical.js';
import { type ArtifactKey, type Label, type ProjectId, parseInstant } from '../../ids.js';
import { readOrigin } from '../../origin.js';
import { SlipwayError } from '../../problem.js';
import type { ImageVersion } from '../catalogue.js';
import { formatImageReference } from '../image-reference.js';
import { readImage } from '../normalise-image.js';
import type { ImagesProblemCode } from '../problems.js';

/** Whose versions a folder of records holds. */
export interface RecordOwner {
  readonly project: ProjectId;
  readonly label: Label;
  readonly artifact: ArtifactKey;
}

const NAME = /^(\d{6,})-([0-9a-f]{12})\.json$/;
const VERSION_DIGITS = 6;
const HASH_DIGITS = 12;

/** The text of a record: JSON with one member a line, so that a person and `git diff` can read it. */
export function writeImageRecord(owner: RecordOwner, image: ImageVersion): string {
  const { project, label, artifact } = owner;
  const { version, image: reference, at, actor, origin } = image;
  const record = { project, label, artifact, version, image: reference, at, actor, origin };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** The file name of a record: its version, and the beginning of the SHA-256 of its bytes. */
export function imageRecordName(version: number, text: string): string {
  return `${padVersion(version)}-${sha256(text).slice(0, HASH_DIGITS)}.json`;
}

/** A version as it stands in file names. */
export function padVersion(version: number): string {
  return String(version).padStart(VERSION_DIGITS, '0');
}

/** The version that a record's file name says, or undefined where it is not the name of a record. */
export function versionOfRecordName(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  const version = digits === undefined ? 0 : Number(digits);
  return Number.isSafeInteger(version) && version > 0 && digits === padVersion(version) ? version : undefined;
}

/**
 * Reads a record back and makes sure that it is the one that was written: its bytes are those that its name stands for,
 * and it says that it belongs where it lies. Line ends that git rewrote on checkout do no harm.
 *
 * @param file how the file is called in a message
 * @throws SlipwayError `failed` with `DamagedRecord`
 */
export function readImageRecord(owner: RecordOwner, name: string, text: string, file: string): ImageVersion {
  const written = text.replaceAll('\r\n', '\n');
  const version = versionOfRecordName(name);
  if (version === undefined) throw damagedRecord(file, 'its name is not that of a record');
  if (imageRecordName(version, written) !== name)
    throw damagedRecord(file, 'its content is not what its name stands for');
  const record = parseObject(written);
  const image = toImageVersion(record);
  if (image === undefined || image.version !== version) throw damagedRecord(file, 'it does not hold a published image');
  if (record.project !== owner.project || record.label !== owner.label || record.artifact !== owner.artifact)
    throw damagedRecord(file, 'it belongs to another place');
  return image;
}

/** The error for a record that cannot be trusted. */
export function damagedRecord(file: string, why: string): SlipwayError {
  const code: ImagesProblemCode = 'DamagedRecord';
  return new SlipwayError('failed', {
    code,
    message: `the record ${file} is damaged: ${why}`,
    hint: `restore it, e.g. with \`git checkout -- ${file}\`, or remove it if it never was a record`,
    at: { file },
  });
}

function toImageVersion(record: Record<string, unknown>): ImageVersion | undefined {
  const { version, image, at, actor } = record;
  if (typeof version !== 'number' || typeof image !== 'string' || typeof at !== 'string' || typeof actor !== 'string')
    return undefined;
  const instant = parseInstant(at);
  const read = readImage(image);
  if (instant === undefined || 'problem' in read || formatImageReference(read.reference) !== image) return undefined;
  const origin = readOrigin(record.origin);
  return { image, version, at: instant, actor, ...(origin === undefined ? {} : { origin }) };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
