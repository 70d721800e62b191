import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { makeDirectory, readTextIfThere, removeIfThere, replaceDurably, writeDurably } from '../files/index.js';
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
    return readTextIfThere(this.fileOf(place));
  }

  async apply(place: Place, stack: RenderedStack): Promise<void> {
    const file = this.fileOf(place);
    const working = join(this.#root, place.project.id, 'local');
    makeDirectory(dirname(file));
    makeDirectory(working);
    // Whoever records next to it removes old `.tmp` files of those who were killed.
    const draft = join(working, `${randomUUID()}.tmp`);
    try {
      writeDurably(draft, stack.template);
      replaceDurably(draft, file);
    } catch (error) {
      removeIfThere(draft);
      throw error;
    }
  }

  async observe(place: Place, at: Instant): Promise<Observation> {
    let template: string | undefined;
    try {
      template = readTextIfThere(this.fileOf(place));
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
