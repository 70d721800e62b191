import type { Findings } from '../findings.js';
import { called, type Outline, type OutlineEnvironment, type OutlineSet, type Word } from './outline.js';

/** Nothing comes after itself, and every environment can be reached from one where releases start. */
export function checkGraph(outline: Outline, findings: Findings): void {
  const after = edges(outline.environments.map(({ id, after: before }) => ({ id, to: before })));
  const inCycle = reportCycles(after, 'comes after', findings);
  for (const set of outline.sets) {
    reportCycles(edges(set.services.map(({ id, dependsOn }) => ({ id, to: dependsOn }))), 'depends on', findings);
  }
  reportUnreachable(outline.environments, inCycle, findings);
  for (const set of outline.sets) reportUnreachableInSet(set, outline.environments, findings);
}

type Edges = ReadonlyMap<string, readonly Word[]>;

function edges(nodes: readonly { readonly id: Word | undefined; readonly to: readonly Word[] }[]): Edges {
  return new Map(nodes.flatMap(({ id, to }) => (id === undefined ? [] : [[id.text, to] as const])));
}

/** Reports every circle once, at the reference that closes it, and returns the ids in circles. */
function reportCycles(graph: Edges, verb: string, findings: Findings): ReadonlySet<string> {
  const done = new Set<string>();
  const inCycle = new Set<string>();
  for (const start of graph.keys()) follow(start);
  return inCycle;

  function follow(start: string): void {
    const way: { readonly id: string; next: number }[] = [];
    const visit = (id: string) => {
      if (!done.has(id)) way.push({ id, next: 0 });
    };
    visit(start);
    for (let top = way[way.length - 1]; top !== undefined; top = way[way.length - 1]) {
      const word = graph.get(top.id)?.[top.next++];
      if (word === undefined) {
        done.add(top.id);
        way.pop();
        continue;
      }
      const from = way.findIndex(({ id }) => id === word.text);
      if (from === -1) visit(word.text);
      else
        report(
          way.slice(from).map(({ id }) => id),
          word,
        );
    }
  }

  function report(circle: readonly string[], word: Word): void {
    for (const id of circle) inCycle.add(id);
    // A service that depends on itself is told as that.
    if (circle.length === 1 && verb === 'depends on') return;
    const chain = [...circle, circle[0]].map((id) => `"${id}"`).join(` ${verb} `);
    findings.error('Cycle', word, chain, 'take out one of the references');
  }
}

function reachable(environments: readonly OutlineEnvironment[], runsIn: (id: string) => boolean): ReadonlySet<string> {
  const here = environments.filter(({ id }) => id !== undefined && runsIn(id.text));
  const reached = new Set<string>();
  for (let grown = true; grown; ) {
    const next = here.filter(({ id, after }) => {
      if (id === undefined || reached.has(id.text)) return false;
      return after.length === 0 || after.some(({ text }) => reached.has(text));
    });
    for (const { id } of next) reached.add(id?.text ?? '');
    grown = next.length > 0;
  }
  return reached;
}

function reportUnreachable(
  environments: readonly OutlineEnvironment[],
  inCycle: ReadonlySet<string>,
  findings: Findings,
): void {
  const reached = reachable(environments, () => true);
  const known = new Set(environments.flatMap(({ id }) => id?.text ?? []));
  for (const { id, after } of environments) {
    if (id === undefined || reached.has(id.text) || inCycle.has(id.text)) continue;
    // An unknown name in `after` is told as that.
    if (after.some(({ text }) => !known.has(text))) continue;
    findings.error(
      'UnreachableEnvironment',
      id,
      `no release can reach the environment "${id.text}"`,
      'let it come after one that can be reached',
    );
  }
}

/** In a set that runs in a part of the environments, the part must be connected as well. */
function reportUnreachableInSet(
  set: OutlineSet,
  environments: readonly OutlineEnvironment[],
  findings: Findings,
): void {
  const listed = set.environments;
  if (listed === undefined) return;
  const everywhere = reachable(environments, () => true);
  const reached = reachable(environments, (id) => listed.some(({ text }) => text === id));
  for (const word of listed) {
    const environment = environments.find(({ id }) => id?.text === word.text);
    if (environment === undefined || reached.has(word.text) || !everywhere.has(word.text)) continue;
    const before = environment.after.map(({ text }) => `"${text}"`).join(', ');
    findings.error(
      'UnreachableEnvironment',
      word,
      `no release of ${called('service set', set.id)} can reach "${word.text}", which comes after ${before}`,
      `let the set run in ${before} too`,
    );
  }
}
