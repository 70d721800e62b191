import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ifThere, isErrno } from './errno.js';

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

/** As {@link replaceFile}, and the new file is still there after a power cut. */
export function replaceDurably(from: string, to: string): void {
  renameSync(from, to);
  syncDirectory(dirname(to));
}

/** Removes a file; somebody else may have done so before. */
export function removeIfThere(path: string): void {
  ifThere(() => unlinkSync(path));
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
