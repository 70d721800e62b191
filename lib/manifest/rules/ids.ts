import type { Findings } from '../findings.js';
import type { Outline, OutlineService, Word } from './outline.js';

/** Ids are unique among their kind, also for systems that do not tell upper from lower case. */
export function checkIds(outline: Outline, findings: Findings): void {
  const services = outline.sets.flatMap((set) => set.services);
  checkUnique('environment', ids(outline.environments), findings);
  checkUnique('service set', ids(outline.sets), findings);
  checkUnique('service', ids(services), findings);
  for (const service of services) {
    checkUnique('container', ids(service.containers), findings);
    checkLoneContainer(service, findings);
  }
}

export function checkUnique(kind: string, words: readonly Word[], findings: Findings): void {
  const seen = new Map<string, Word>();
  for (const word of words) {
    const first = seen.get(word.text.toLowerCase());
    if (first === undefined) {
      seen.set(word.text.toLowerCase(), word);
      continue;
    }
    const line = findings.source.line(first.offset);
    const message =
      first.text === word.text
        ? `the ${kind} id "${word.text}" stands twice, first in line ${line}`
        : `the ${kind} ids "${first.text}" (line ${line}) and "${word.text}" differ only in case`;
    findings.error('DuplicateId', word, message, 'files and parameters are named after ids: give every one its own');
  }
}

function ids(things: readonly { readonly id?: Word }[]): readonly Word[] {
  return things.flatMap((thing) => thing.id ?? []);
}

/** The only container of a service bears the service's id, because its artifact does. */
function checkLoneContainer(service: OutlineService, findings: Findings): void {
  const id = service.containers[0]?.id;
  if (service.containers.length !== 1 || id === undefined || service.id === undefined || id.text === service.id.text)
    return;
  const message = `the only container of "${service.id.text}" has the id "${id.text}"`;
  findings.error('LoneContainer', id, message, 'for one container write "image" at the service and no "containers"');
}
