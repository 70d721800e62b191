import type { Instant } from '../ids.js';
import { placeName } from './place-name.js';
import type { Observation, Place, RenderedStack, Target } from './target.js';
import { observeTemplate } from './template-images.js';

/** Keeps stacks in memory: for tests, and for looking at what would be. */
export class MemoryTarget implements Target {
  readonly name = 'memory';
  readonly #stacks = new Map<string, string>();

  async current(place: Place): Promise<string | undefined> {
    return this.#stacks.get(placeName(place));
  }

  async apply(place: Place, stack: RenderedStack): Promise<void> {
    this.#stacks.set(placeName(place), stack.template);
  }

  async observe(place: Place, at: Instant): Promise<Observation> {
    const template = this.#stacks.get(placeName(place));
    return template === undefined ? { state: 'absent', artifacts: {}, at } : observeTemplate(template, place, at);
  }
}
