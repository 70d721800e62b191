/** A queue that always yields the least of what is in it. */
export class Heap<T> {
  private readonly items: T[] = [];

  /** @param compare negative where the first comes before the second */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  push(item: T): void {
    let hole = this.items.length;
    for (;;) {
      const above = (hole - 1) >> 1;
      const parent = hole === 0 ? undefined : this.items[above];
      if (parent === undefined || this.compare(parent, item) <= 0) break;
      this.items[hole] = parent;
      hole = above;
    }
    this.items[hole] = item;
  }

  /** Removes the least item and returns it; undefined where there is none. */
  pop(): T | undefined {
    const least = this.items[0];
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return least;
    let hole = 0;
    for (;;) {
      const below = this.lesserBelow(hole);
      const child = this.items[below];
      if (child === undefined || this.compare(last, child) <= 0) break;
      this.items[hole] = child;
      hole = below;
    }
    this.items[hole] = last;
    return least;
  }

  private lesserBelow(hole: number): number {
    const left = this.items[2 * hole + 1];
    const right = this.items[2 * hole + 2];
    if (left === undefined || right === undefined) return 2 * hole + 1;
    return this.compare(right, left) < 0 ? 2 * hole + 2 : 2 * hole + 1;
  }
}
