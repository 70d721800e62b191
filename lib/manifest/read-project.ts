import { buildProject } from './build.js';
import type { Findings } from './findings.js';
import type { ManifestFormat, Project } from './model.js';
import { checkApprovals } from './rules/approvals.js';
import { check } from './rules/check.js';
import { checkGates } from './rules/gates.js';
import { checkGraph } from './rules/graph.js';
import { checkIds } from './rules/ids.js';
import { warnImpliedPorts } from './rules/implied-ports.js';
import { type Outline, outlineOf } from './rules/outline.js';
import { checkReferences } from './rules/references.js';
import { checkResolved } from './rules/resolved.js';
import { warnSuspicions } from './rules/suspicions.js';
import { checkVariables } from './rules/variables.js';
import { checkWindows } from './rules/windows.js';
import { manifestSchema } from './schema/manifest-schema.js';
import { entries, items, member, placeOfKey, type TreeNode } from './text/tree.js';

/** A project in the words of our own format, and what is known of it beside them. */
export interface ProjectSource {
  readonly node: TreeNode;
  readonly format: ManifestFormat;
  readonly terraformRoot?: string;
}

/** Reads one project and reports everything that is wrong with it; the project is there as far as it could be built. */
export function readProject(source: ProjectSource, findings: Findings): { outline: Outline; project?: Project } {
  const data = check(manifestSchema(), source.node, findings);
  checkExclusive(source.node, findings);
  const outline = outlineOf(source.node);
  checkIds(outline, findings);
  checkReferences(outline, findings);
  checkGraph(outline, findings);
  checkVariables(source.node, findings);
  checkGates(source.node, findings);
  checkApprovals(source.node, findings);
  checkWindows(source.node, findings);
  warnSuspicions(outline, findings);
  if (data === undefined) return { outline };
  const project = buildProject(data, source.format, source.terraformRoot);
  checkResolved(project, source.node, findings);
  warnImpliedPorts(project, outline, findings);
  return { outline, project };
}

/** Keys that exclude each other. */
function checkExclusive(project: TreeNode, findings: Findings): void {
  refuseBoth(project, 'services', 'serviceSets', findings);
  const sets = [project, ...items(member(project, 'serviceSets'))];
  for (const service of sets.flatMap((set) => items(member(set, 'services')))) {
    refuseBoth(service, 'image', 'containers', findings);
  }
  const neither = member(project, 'services') === undefined && member(project, 'serviceSets') === undefined;
  if (neither && project.kind === 'map') {
    findings.error(
      'MissingKey',
      project,
      'the manifest has neither "services" nor "serviceSets"',
      'write `services: []` for a project without any',
    );
  }
}

function refuseBoth(map: TreeNode, one: string, other: string, findings: Findings): void {
  const found = entries(map).filter(({ key }) => key === one || key === other);
  const [, second] = found;
  if (second === undefined) return;
  findings.error(
    'ConflictingKeys',
    placeOfKey(second),
    `"${one}" and "${other}" exclude each other`,
    'keep one of them',
  );
}
