import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder and those above it, and makes sure that they are still there after a power cut. */
export function makeDirectory(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Writes a new file and waits until its bytes are on the disk. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a complete file a second name, unless that name is taken: then it returns false and has changed nothing. */
export function linkIfFree(existing: string, name: string): boolean {
  try {
    linkSync(existing, name);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  syncDirectory(dirname(name));
  return true;
}

/** Removes a file; somebody else may have done so before. */
export function removeIfThere(path: string): void {
  ifThere(() => unlinkSync(path));
}

/** A file's text, or undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  return ifThere(() => readFileSync(path, 'utf8'));
}

/** Names of the files and of the folders in a folder, each sorted; none where the folder does not exist. */
export function listIfThere(path: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const entries = ifThere(() => readdirSync(path, { withFileTypes: true })) ?? [];
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  return {
    files: visible
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
    folders: visible
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
  };
}

/** The operating system's name (`ENOENT`, …) of something thrown, or undefined where it is no error of that system. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
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
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
