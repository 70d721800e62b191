/** What each node points at. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * The cycles of a graph, each once, as a walk that ends where it begins; those found first by depth-first search, which
 * are enough to know that there are some and to mend them one by one.
 */
export function cycles(edges: Edges): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk: string[] = [];
  const follow = (node: string): void => {
    const start = walk.indexOf(node);
    if (start >= 0) found.push([...walk.slice(start), node]);
    if (start >= 0 || done.has(node)) return;
    walk.push(node);
    for (const next of edges.get(node) ?? []) follow(next);
    walk.pop();
    done.add(node);
  };
  for (const node of edges.keys()) follow(node);
  return found;
}

/** The shortest walk from one of several nodes to another one, both included, or undefined where there is none. */
export function shortestWalk(from: readonly string[], to: string, edges: Edges): string[] | undefined {
  const seen = new Set(from);
  const walks = from.map((node) => [node]);
  for (let walk = walks.shift(); walk !== undefined; walk = walks.shift()) {
    const end = walk[walk.length - 1] as string;
    if (end === to) return walk;
    for (const next of edges.get(end) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      walks.push([...walk, next]);
    }
  }
  return undefined;
}
