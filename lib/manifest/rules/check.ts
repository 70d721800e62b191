import * as z from 'zod/mini';
import { didYouMean } from '../../suggest.js';
import type { Findings } from '../findings.js';
import type { ManifestProblemCode } from '../problems.js';
import { toPlain } from '../text/literal.js';
import { childPath, nodeAt, placeAt, placeOfKey, type TreeNode } from '../text/tree.js';
import { type Issue, issuesOf } from './issues.js';

type Path = readonly PropertyKey[];

/** A manifest is read once per process: compiling the schema would cost more than it saves. */
const ONCE = { jitless: true };

/**
 * Holds a tree against a schema and reports every difference in plain words. What comes back is the data without what
 * was refused, as far as that is possible, so that later checks can go on; undefined where too much is missing.
 */
export function check<S extends z.core.$ZodType>(
  schema: S,
  node: TreeNode,
  findings: Findings,
  options: { readonly nullsAsAbsent?: boolean } = {},
): z.output<S> | undefined {
  const plain = toPlain(node, options.nullsAsAbsent);
  const result = z.safeParse(schema, plain, ONCE);
  if (result.success) return result.data;
  const issues = issuesOf(result.error, node);
  for (const issue of issues) if (!isMisspelt(issue, issues, node)) report(issue, schema, node, findings);
  for (const issue of issues) removeRefused(plain, issue);
  const again = z.safeParse(schema, plain, ONCE);
  return again.success ? again.data : undefined;
}

/** Whether a key is missing only because it is misspelt beside: one slip is told once, where it stands. */
function isMisspelt({ path }: Issue, issues: readonly Issue[], node: TreeNode): boolean {
  const [parent, key] = [path.slice(0, -1).join('/'), path.at(-1)];
  if (typeof key !== 'string' || nodeAt(node, path) !== undefined) return false;
  return issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      other.path.join('/') === parent &&
      other.keys.some((unknown) => didYouMean(unknown, [key]) === key),
  );
}

function report(issue: Issue, schema: z.core.$ZodType, node: TreeNode, findings: Findings): void {
  if (issue.code === 'unrecognized_keys') {
    reportUnknownKeys(issue.keys, issue.path, schema, node, findings);
    return;
  }
  const place = placeAt(node, issue.path);
  const found = nodeAt(node, issue.path);
  const key = issue.path[issue.path.length - 1];
  const label = place.path === '' ? 'the manifest' : `"${place.path}"`;
  if (found === undefined && issue.code !== 'custom') {
    const parent = place.path === '' ? 'the manifest' : label;
    findings.error(
      'MissingKey',
      { ...place, path: childPath(place.path, String(key)) },
      `${parent} has no "${String(key)}"`,
    );
  } else if (issue.code === 'invalid_type') {
    findings.error('WrongType', place, `${label} must be ${typeName(issue.expected)}, not ${describe(found)}`);
  } else if (issue.code === 'invalid_union') {
    const kinds = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? typeName(first.expected) : []));
    findings.error('WrongType', place, `${label} must be ${orList(kinds)}, not ${describe(found)}`);
  } else if (issue.code === 'invalid_value') {
    const hint = suggestion(String((found as { value?: unknown } | undefined)?.value), issue.values.map(String));
    findings.error(
      'InvalidValue',
      place,
      `${label} must be ${orList(issue.values.map(String))}, not ${describe(found)}`,
      hint,
    );
  } else {
    findings.error(
      customCode(issue),
      place,
      `${label} ${plainWords(issue, found)}`,
      customHint(issue) ?? lostColon(issue, found),
    );
  }
}

function reportUnknownKeys(
  keys: readonly string[],
  path: Path,
  schema: z.core.$ZodType,
  node: TreeNode,
  findings: Findings,
): void {
  const known = knownKeys(schema, path);
  const map = nodeAt(node, path);
  for (const key of keys) {
    const entry = map?.kind === 'map' ? map.entries.get(key) : undefined;
    const place = entry === undefined ? placeAt(node, path) : placeOfKey(entry);
    const { path: within } = placeAt(node, path);
    const where = within === '' ? '' : ` in "${within}"`;
    const unused = known.filter((name) => map?.kind !== 'map' || !map.entries.has(name));
    const hint = suggestion(key, unused) ?? `known here: ${known.join(', ')}`;
    findings.error('UnknownKey', place, `unknown key "${key}"${where}`, hint);
  }
}

function customCode(issue: Issue): ManifestProblemCode {
  const code = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof code === 'string' ? (code as ManifestProblemCode) : 'InvalidValue';
}

function customHint(issue: Issue): string | undefined {
  const hint = issue.code === 'custom' ? issue.params?.hint : undefined;
  return typeof hint === 'string' ? hint : undefined;
}

function plainWords(issue: Issue, found: TreeNode | undefined): string {
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}, not ${describe(found)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, not ${describe(found)}`;
  if (issue.code !== 'custom') return `cannot be ${describe(found)}`;
  return /^(?:must|cannot)/.test(issue.message) ? issue.message : `is refused: ${issue.message}`;
}

/** YAML that lost a colon is a text: `- id web`. */
function lostColon(issue: Issue, found: TreeNode | undefined): string | undefined {
  const id = customCode(issue) === 'InvalidId' && found?.kind === 'scalar' && /^id\s+(\S+)$/.exec(found.source)?.[1];
  return id ? `write \`id: ${id}\`` : undefined;
}

/** The kind of a value in words, with the value itself where it is short. */
function describe(node: TreeNode | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'empty';
  const shown = node.source.length > 60 ? `${node.source.slice(0, 59)}…` : node.source;
  if (typeof node.value === 'string')
    return shown === '' ? 'an empty text' : `the text "${shown.replace(/\s+/g, ' ')}"`;
  return typeof node.value === 'number' ? `the number ${shown}` : shown;
}

const TYPE_NAMES = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map'],
  ['record', 'a map'],
]);

function typeName(expected: string): string {
  return TYPE_NAMES.get(expected) ?? expected;
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

/** A hint that names the likely word, or undefined. */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const meant = didYouMean(word, candidates);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

interface SchemaParts {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
}

/** The keys that a schema knows at a path. */
function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  let at = unwrapped(schema);
  for (const step of path) {
    const next =
      at.element ??
      at.valueType ??
      (at.shape === undefined ? undefined : Object.entries(at.shape).find(([key]) => key === step)?.[1]);
    if (next === undefined) return [];
    at = unwrapped(next);
  }
  return Object.keys(at.shape ?? {});
}

function unwrapped(schema: z.core.$ZodType): SchemaParts {
  let parts = schema._zod.def as unknown as SchemaParts;
  for (let inner = parts.innerType ?? parts.out; inner !== undefined; inner = parts.innerType ?? parts.out) {
    parts = inner._zod.def as unknown as SchemaParts;
  }
  // Of several forms, the one that has keys.
  return parts.options?.map(unwrapped).find(({ shape }) => shape !== undefined) ?? parts;
}

/** Takes out of plain data what an issue refuses: the keys that are unknown, or the nearest key whose value is wrong. */
function removeRefused(plain: unknown, issue: Issue): void {
  const unknown = issue.code === 'unrecognized_keys';
  const steps = [...issue.path];
  while (!unknown && typeof steps[steps.length - 1] === 'number') steps.pop();
  const keys = unknown ? issue.keys : steps.splice(-1);
  let at: unknown = plain;
  for (const step of steps) at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  if (typeof at !== 'object' || at === null || Array.isArray(at)) return;
  for (const key of keys) Reflect.deleteProperty(at, key);
}
