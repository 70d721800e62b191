import type { Findings } from '../findings.js';
import type { Project } from '../model.js';
import { NEIGHBOUR_PORT, portlessNeighbours, resolveService } from '../resolve.js';
import type { Outline } from './outline.js';

/** Neighbours of which neither says a port get one that the manifest does not name, which is worth knowing. */
export function warnImpliedPorts(project: Project, outline: Outline, findings: Findings): void {
  const told = new Set<string>();
  const services = outline.sets.flatMap((set) => set.services);
  for (const [one, other] of portlessPairs(project)) {
    const pair = [one, other].sort().join(' ');
    const word = services.find(({ id }) => id?.text === one)?.connects.find(({ text }) => text === other);
    if (told.has(pair) || word === undefined) continue;
    told.add(pair);
    findings.warn(
      'ImpliedPort',
      word,
      `"${one}" connects to "${other}" and neither says "ports", so they reach each other on port ${NEIGHBOUR_PORT}`,
      'say which with "ports"',
    );
  }
}

function portlessPairs(project: Project): readonly (readonly [string, string])[] {
  return project.serviceSets.flatMap((set) =>
    project.environments
      .filter(({ id }) => set.environments.includes(id))
      .flatMap((environment) =>
        portlessNeighbours(set.services.map((service) => resolveService(environment, service))),
      ),
  );
}
