import type { Exploration } from './explore.js';

/** Counts what explorations went through, and says so: that nothing was found says only as much as was looked at. */
export class Tally {
  states = 0;
  transitions = 0;
  private seconds = 0;
  private readonly lines: string[] = [];

  /** Makes an exploration, and tells the whole history of what it found. */
  add(name: string, explore: () => Exploration): Exploration {
    const begin = process.cpuUsage();
    const found = explore();
    const { user, system } = process.cpuUsage(begin);
    const seconds = (user + system) / 1e6;
    this.states += found.states;
    this.transitions += found.transitions;
    this.seconds += seconds;
    const extent = found.exhausted ? 'all of it' : `every history of ${found.depth} steps`;
    this.lines.push(`  ${name}: ${say(found)}, ${extent}, ${seconds.toFixed(1)} s`);
    if (found.breach !== undefined) {
      const { invariant, why, story } = found.breach;
      this.lines.push(`  BROKEN: ${invariant}: ${why}\n${story}`);
    }
    return found;
  }

  /** One line for each exploration and one for all. Seconds are of the processor's time. */
  total(): string {
    return `exploration: ${say(this)} in ${this.seconds.toFixed(1)} s\n${this.lines.join('\n')}\n`;
  }
}

function say({ states, transitions }: { readonly states: number; readonly transitions: number }): string {
  return `${states} states, ${transitions} transitions`;
}
