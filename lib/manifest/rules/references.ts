import type { Findings } from '../findings.js';
import { suggestion } from './check.js';
import { called, type Outline, type OutlineService, type OutlineSet, type Word } from './outline.js';

/** Every reference names something that is there, and that may be named from there. */
export function checkReferences(outline: Outline, findings: Findings): void {
  const environments = outline.environments.flatMap(({ id }) => id?.text ?? []);
  const services = outline.sets.flatMap((set) => set.services).flatMap(({ id }) => id?.text ?? []);
  for (const environment of outline.environments) {
    for (const word of environment.after) checkEnvironment(word, environments, findings);
    for (const word of environment.overrides) {
      if (!services.includes(word.text)) unknownService(word, services, findings);
    }
  }
  for (const set of outline.sets) {
    for (const word of [...(set.environments ?? []), ...set.clusters]) checkEnvironment(word, environments, findings);
    for (const service of set.services) checkNeighbours(service, set, outline, findings);
  }
}

function checkEnvironment(word: Word, known: readonly string[], findings: Findings): void {
  if (known.includes(word.text)) return;
  const hint = suggestion(word.text, known) ?? `environments here: ${[...new Set(known)].join(', ') || 'none'}`;
  findings.error('UnknownEnvironment', word, `there is no environment "${word.text}"`, hint);
}

function unknownService(word: Word, known: readonly string[], findings: Findings): void {
  const hint =
    suggestion(word.text, known) ??
    (known.length <= 12 ? `services here: ${[...new Set(known)].join(', ') || 'none'}` : undefined);
  findings.error('UnknownService', word, `there is no service "${word.text}"`, hint);
}

function checkNeighbours(service: OutlineService, set: OutlineSet, outline: Outline, findings: Findings): void {
  const known = set.services.flatMap(({ id }) => id?.text ?? []);
  const relations = [
    ['connects to', service.connects],
    ['depends on', service.dependsOn],
  ] as const;
  for (const [relation, word] of relations.flatMap(([name, words]) => words.map((one) => [name, one] as const))) {
    if (word.text === service.id?.text) {
      findings.error('SelfReference', word, `the service "${word.text}" ${relation} itself`);
    } else if (!known.includes(word.text)) {
      const elsewhere = outline.sets.find((other) => other.services.some(({ id }) => id?.text === word.text));
      if (elsewhere === undefined) unknownService(word, known, findings);
      else {
        const message = `${called('service', service.id)} ${relation} "${word.text}" of ${called('service set', elsewhere.id)}`;
        findings.error(
          'OtherServiceSet',
          word,
          message,
          'service sets are released on their own: put both services into one set',
        );
      }
    }
  }
}
