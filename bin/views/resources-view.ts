import type { ResourceChange } from '../../lib/targets/index.js';
import { columns, type Style } from '../style.js';

/** How wide a row may be where that can be chosen. */
const WIDTH = 80;

/** Less of a logical id than this says nothing. */
const SHORTEST_ID = 20;

/** What becomes of the resources of a stack; of a new stack only how many there are of each type. */
export function resourcesText(resources: readonly ResourceChange[], isNew: boolean, style: Style): string {
  if (resources.length === 0) return '  none';
  return columns(isNew ? countedRows(resources, style) : changedRows(resources, style), '  ');
}

function countedRows(resources: readonly ResourceChange[], style: Style): string[][] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => [style.good('+'), short(type), String(count)]);
}

/** The mark, the type, what becomes of it, and last what may be long: its logical id. */
function changedRows(resources: readonly ResourceChange[], style: Style): string[][] {
  const types = Math.max(...resources.map(({ type }) => short(type).length));
  const whats = Math.max(...resources.map((resource) => whatBecomes(resource).length));
  const left = Math.max(SHORTEST_ID, WIDTH - '  ~'.length - types - whats - (whats === 0 ? 4 : 6));
  return resources.map((resource) => {
    const what = whatBecomes(resource);
    const mark = { add: style.good('+'), update: style.doubtful('~'), remove: style.bad('-') }[resource.change];
    // What stays behind when it is replaced, as every task definition does, is nothing to worry about.
    const painted = resource.replacement === 'no' || resource.kept ? what : style.bad(what);
    const id = style.faint(cut(resource.logicalId, left));
    return [mark, short(resource.type), ...(whats === 0 ? [] : [painted]), id];
  });
}

function whatBecomes({ replacement, properties }: ResourceChange): string {
  const replaced = { no: '', maybe: 'may be replaced', yes: 'replaced' }[replacement];
  return [replaced, properties.join(', ')].filter((part) => part !== '').join(': ');
}

function short(type: string): string {
  return type.replace(/^AWS::/, '');
}

/** Both ends of an id: one says what it is, the other tells it from its neighbours. */
function cut(id: string, width: number): string {
  if (id.length <= width) return id;
  const tail = 8;
  return `${id.slice(0, width - tail - 1)}…${id.slice(-tail)}`;
}
