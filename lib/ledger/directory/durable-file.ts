import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

// Synchronous throughout: for many small files that is several times as fast, and a command has nothing else to do.

/** Makes a folder and those above it, and makes sure that they are still there after a power cut. */
export function makeDirectory(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Writes a new file and waits until its bytes are on the disk. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Gives a complete file a second name, unless that name is taken: then it returns false. Either way the name lasts when
 * this returns, even if somebody else gave it a moment ago.
 */
export function linkIfFree(existing: string, name: string): boolean {
  let free = true;
  try {
    linkSync(existing, name);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    free = false;
  }
  syncDirectory(dirname(name));
  return free;
}

/** Puts a file in the place of another one, or of none, at once. Not made to last through a power cut. */
export function replaceFile(from: string, to: string): void {
  renameSync(from, to);
}

/** Removes a file; somebody else may have done so before. */
export function removeIfThere(path: string): void {
  ifThere(() => unlinkSync(path));
}

/** A file's bytes, or undefined where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  return ifThere(() => readFileSync(path));
}

/** A part of a file's bytes; less where it ends earlier, or does not exist. */
export function readPart(path: string, from: number, length: number): Buffer {
  const part = Buffer.allocUnsafe(length);
  const read = ifThere(() => {
    const file = openSync(path, 'r');
    try {
      return fill(file, part, from);
    } finally {
      closeSync(file);
    }
  });
  return part.subarray(0, read ?? 0);
}

/** Hands a file's bytes on, piece by piece in one buffer; returns false where there is no such file. */
export function readInPieces(path: string, buffer: Buffer, use: (piece: Buffer) => void): boolean {
  const found = ifThere(() => {
    const file = openSync(path, 'r');
    try {
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) use(buffer.subarray(0, read));
      return true;
    } finally {
      closeSync(file);
    }
  });
  return found ?? false;
}

export function statIfThere(path: string): Stats | undefined {
  return ifThere(() => statSync(path));
}

/** Names in a folder, sorted, without those that begin with a dot; none where the folder does not exist. */
export function listIfThere(path: string): readonly string[] {
  const names = ifThere(() => readdirSync(path)) ?? [];
  return names.filter((name) => !name.startsWith('.')).sort();
}

/** Whether something thrown is the operating system's error of that name. */
export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/** The operating system's name for an error, or undefined for any other error. Known by its form: it may come from another realm. */
export function errnoOf(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

function fill(file: number, part: Buffer, from: number): number {
  let filled = 0;
  while (filled < part.length) {
    const read = readSync(file, part, filled, part.length - filled, from + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** A name is durable only once the folder that holds it is. Windows has no way to ask for that. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function ifThere<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
