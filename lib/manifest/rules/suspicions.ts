import type { Findings } from '../findings.js';
import type { Outline, OutlineEnvironment, OutlineSet } from './outline.js';
import { warnTypos } from './typos.js';

/** What is legal, and probably not what was meant. */
export function warnSuspicions(outline: Outline, findings: Findings): void {
  for (const set of outline.sets) warnServices(set, findings);
  warnEnvironments(outline.environments, findings);
  warnTypos(
    outline.sets.flatMap((set) => set.services.flatMap(({ id }) => id ?? [])),
    findings,
  );
}

function warnServices(set: OutlineSet, findings: Findings): void {
  if (set.lists && set.services.length === 0) {
    const what = set.id === undefined ? 'the project' : `the service set "${set.id.text}"`;
    findings.warn('NoServices', set.place, `${what} lists no services, so there is nothing to release`);
  }
  for (const service of set.services) {
    const bare = service.containers.length === 0 ? [service] : service.containers;
    for (const { id, place, hasImage } of bare) {
      if (hasImage || id === undefined) continue;
      findings.warn(
        'NoImage',
        place,
        `"${id.text}" names no image, so an image of any repository is accepted`,
        'add "image" with the repository',
      );
    }
  }
}

const LABELS = ['latest', 'stable'];
const TWINS: readonly (readonly [string, string])[] = [
  ['stage', 'staging'],
  ['prod', 'production'],
  ['dev', 'development'],
];

function warnEnvironments(environments: readonly OutlineEnvironment[], findings: Findings): void {
  const byId = new Map(
    environments.flatMap(({ id }) => (id === undefined ? [] : [[id.text.toLowerCase(), id] as const])),
  );
  for (const label of LABELS) {
    const word = byId.get(label);
    if (word === undefined) continue;
    findings.warn(
      'EnvironmentIsLabel',
      word,
      `the environment "${word.text}" has the id of a usual label`,
      'images published under that label and images of that environment are easily mixed up',
    );
  }
  for (const [short, long] of TWINS) {
    const [one, other] = [byId.get(short), byId.get(long)];
    if (one === undefined || other === undefined) continue;
    const later = one.offset > other.offset ? one : other;
    findings.warn('TwinEnvironments', later, `"${one.text}" and "${other.text}" are usually one environment`);
  }
  warnProductionFirst(environments, findings);
}

function warnProductionFirst(environments: readonly OutlineEnvironment[], findings: Findings): void {
  const first = environments.find(({ after }) => after.length === 0);
  if (first?.id === undefined || environments.length < 2) return;
  if ((first.type ?? defaultType(first.id.text)) !== 'prod') return;
  const hint =
    'a release without a named environment goes to the first one: list another first, or say with "after" what production comes after';
  findings.warn('ProductionFirst', first.id, `releases start in "${first.id.text}", the first environment`, hint);
}

/** The type of an environment that names none. */
export function defaultType(id: string): string {
  return id === 'prod' || id === 'production' ? 'prod' : id;
}
