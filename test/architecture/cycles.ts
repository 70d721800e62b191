/**
 * The cycles of a graph, each once, as a walk that ends where it begins; those found first by depth-first search, which
 * are enough to know that there are some and to mend them one by one.
 */
export function cycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
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
