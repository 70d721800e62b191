import { closeSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { ifThere } from './errno.js';

/** A file's bytes, or undefined where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  return ifThere(() => readFileSync(path));
}

/** A file's text, or undefined where there is none. */
export function readTextIfThere(path: string): string | undefined {
  return ifThere(() => readFileSync(path, 'utf8'));
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

/** Names of the files and of the folders in a folder, each as {@link listIfThere}. */
export function listKindsIfThere(path: string): {
  readonly files: readonly string[];
  readonly folders: readonly string[];
} {
  const entries = ifThere(() => readdirSync(path, { withFileTypes: true })) ?? [];
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  const names = (folders: boolean) =>
    visible
      .filter((entry) => entry.isDirectory() === folders)
      .map(({ name }) => name)
      .sort();
  return { files: names(false), folders: names(true) };
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
