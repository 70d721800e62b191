import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../canonical.js';
import type { Instant } from '../ids.js';
import { placeName } from './place-name.js';
import type { Observation, Place, RenderedStack, Target } from './target.js';
import { observeTemplate } from './template-images.js';

/**
 * Writes the stack of each environment to one file, `<root>/<project>/stacks/<stack>.template.json`, to be read,
 * committed and reviewed. The file is replaced by renaming, so it always holds one whole stack, the old or the new.
 */
export class DirectoryTarget implements Target {
  readonly name = 'directory';
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where the stack of a place is kept. */
  fileOf(place: Place): string {
    return join(this.#root, place.project.id, 'stacks', `${placeName(place)}.template.json`);
  }

  async current(place: Place): Promise<string | undefined> {
    return readIfThere(this.fileOf(place));
  }

  async apply(place: Place, stack: RenderedStack): Promise<void> {
    const file = this.fileOf(place);
    const folder = dirname(file);
    const working = join(this.#root, place.project.id, 'local');
    const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
    mkdirSync(working, { recursive: true });
    // Whoever records next to it removes old `.tmp` files of those who were killed.
    const draft = join(working, `${stack.stackName}-${sha256(stack.template).slice(0, 12)}-${process.pid}.tmp`);
    try {
      writeDurably(draft, stack.template);
      renameSync(draft, file);
    } catch (error) {
      removeIfThere(draft);
      throw error;
    }
    flushFolder(folder);
    if (isNew) flushFolder(dirname(folder));
  }

  async observe(place: Place, at: Instant): Promise<Observation> {
    let template: string | undefined;
    try {
      template = readIfThere(this.fileOf(place));
    } catch (error) {
      return {
        state: 'unknown',
        artifacts: {},
        at,
        message: `${this.fileOf(place)} cannot be read: ${messageOf(error)}`,
      };
    }
    return template === undefined ? { state: 'absent', artifacts: {}, at } : observeTemplate(template, place, at);
  }
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w');
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the renaming itself durable; not every file system lets a folder be flushed, and then there is nothing to do. */
function flushFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    // The rename is done; only its durability over a power cut is the file system's own affair.
  } finally {
    closeSync(handle);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never written, or is gone already.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
