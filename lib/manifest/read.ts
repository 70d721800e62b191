import { sha256 } from '../canonical.js';
import { type Problem, SlipwayError } from '../problem.js';
import type { Findings } from './findings.js';
import { upgrade } from './historic/upgrade.js';
import type { Manifest, Project } from './model.js';
import { type ProjectSource, readProject } from './read-project.js';
import { checkUnique } from './rules/ids.js';
import type { Outline, Word } from './rules/outline.js';
import { checkStackNames } from './rules/stack-names.js';
import { shapeOf } from './schema/shape.js';
import { decode } from './text/decode.js';
import { parse } from './text/parse.js';
import type { TreeNode } from './text/tree.js';

/** What came of reading a manifest; `manifest` is there exactly where `errors` is empty. */
export interface ManifestReading {
  readonly manifest?: Manifest;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface ReadManifestOptions {
  /** The file as the user named it, for messages. What is in it decides how it is read, not its name. */
  readonly file?: string;
}

/**
 * Reads a project manifest of our own format or of any historic shape of `.wellcome_project`, YAML or JSON. Never
 * throws, whatever the bytes; reports everything that is wrong at once.
 */
export function readManifest(bytes: string | Uint8Array, options: ReadManifestOptions = {}): ManifestReading {
  let findings = decode('', options.file);
  try {
    findings = decode(bytes, options.file);
    const projects = findings.errors.length === 0 ? readProjects(findings) : [];
    const { errors, warnings } = findings;
    if (errors.length > 0) return { errors, warnings };
    const file = options.file === undefined ? {} : { file: options.file };
    return { manifest: { ...file, hash: sha256(bytes), projects }, errors, warnings };
  } catch (error) {
    const message = `the manifest could not be read: ${error instanceof Error ? error.message : String(error)}`;
    findings.error('UnreadableManifest', { offset: 0, path: '' }, message, 'please report this with the file');
    return { errors: findings.errors, warnings: findings.warnings };
  }
}

/**
 * As {@link readManifest}, for callers who cannot go on without a manifest.
 *
 * @throws SlipwayError of kind `input` with every problem.
 */
export function parseManifest(
  bytes: string | Uint8Array,
  options: ReadManifestOptions = {},
): { readonly manifest: Manifest; readonly warnings: readonly Problem[] } {
  const { manifest, errors, warnings } = readManifest(bytes, options);
  if (manifest === undefined) throw new SlipwayError('input', errors);
  return { manifest, warnings };
}

function readProjects(findings: Findings): readonly Project[] {
  const tree = parse(findings);
  if (tree === undefined) return [];
  const outlines: Outline[] = [];
  const projects: Project[] = [];
  for (const source of sourcesOf(tree, findings)) {
    const found = findings.forSameText();
    const { outline, project } = readProject(source, found);
    findings.takeNew(found);
    outlines.push(outline);
    if (project !== undefined) projects.push(project);
  }
  const ids: readonly Word[] = outlines.flatMap(({ id }) => id ?? []);
  checkUnique('project', ids, findings);
  checkStackNames(outlines, findings);
  return projects;
}

function sourcesOf(tree: TreeNode, findings: Findings): readonly ProjectSource[] {
  const shape = shapeOf(tree);
  if (shape.kind === 'slipway') return [{ node: shape.node, format: 'slipway' }];
  if (shape.kind === 'historic') return shape.projects.flatMap((project) => upgrade(project, findings) ?? []);
  const hint =
    'a manifest says at least `project`, `environments` and `services`; `slipway init` writes one to start from';
  findings.error('NotAManifest', shape.place, `this is no project manifest: ${shape.because}`, hint);
  return [];
}
