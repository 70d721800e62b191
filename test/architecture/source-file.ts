import { posix } from 'node:path';
import { parseSync } from '@swc/core';

/** One mention of another module: an import, a re-export, `import()`, `require()` or the type `import('…')`. */
export interface Import {
  readonly specifier: string;
  /** Path of the imported file from the repository's root, for a relative specifier. */
  readonly file?: string;
  /** Only types are taken: nothing is loaded at run time. */
  readonly typeOnly: boolean;
  /** Loaded when it is needed, not when the file is. */
  readonly lazy: boolean;
  readonly line: number;
}

/** A use of something that a file must not rely on, as it is written: `Date.now`, `process.env`. */
export interface Use {
  readonly name: string;
  readonly line: number;
}

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Dotted names that begin with a global: `Math.random`, `process.env.HOME`; `new Date` stands for the clock read by it. */
  readonly uses: readonly Use[];
  /** Statements that are no `export { … } from '…'`, by line. */
  readonly otherThanReExports: readonly number[];
}

interface Node {
  readonly type: string;
  readonly span: { readonly start: number };
  readonly [key: string]: unknown;
}

/** What the rules need to know of one file. Throws what the parser throws for text that is no TypeScript. */
export function readSource(path: string, text: string): SourceFile {
  const bytes = Buffer.from(text);
  const module = parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node & { body: Node[] };
  // The parser counts bytes, from 1.
  const lineOf = (node: Node) =>
    bytes
      .subarray(0, node.span.start - 1)
      .toString()
      .split('\n').length;
  const imports: Import[] = [];
  const uses: Use[] = [];
  visit(module, (node) => {
    const found = importIn(node);
    if (found !== undefined) imports.push({ ...found, ...target(path, found.specifier), line: lineOf(node) });
    const name = useIn(node);
    if (name !== undefined) uses.push({ name, line: lineOf(node) });
    // `process.env.HOME` is one use, not one of `process.env` and one of `process` besides.
    return name === undefined || node.type !== 'MemberExpression';
  });
  return {
    path,
    lines: text.endsWith('\n') ? text.split('\n').length - 1 : text.split('\n').length,
    imports,
    uses,
    otherThanReExports: module.body.filter((node) => !isExplicitReExport(node)).map(lineOf),
  };
}

/** Visits a tree, outer nodes first; does not go below a node for which `enter` says no. */
function visit(value: unknown, enter: (node: Node) => boolean): void {
  if (Array.isArray(value)) for (const item of value) visit(item, enter);
  else if (value !== null && typeof value === 'object') {
    const below = isNode(value) ? enter(value) : true;
    if (below) for (const member of Object.values(value)) visit(member, enter);
  }
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string' && 'span' in value;
}

function target(from: string, specifier: string): Pick<Import, 'file'> {
  if (!specifier.startsWith('.')) return {};
  return { file: posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts') };
}

function importIn(node: Node): Pick<Import, 'specifier' | 'typeOnly' | 'lazy'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: text(node.source), typeOnly: node.typeOnly === true || onlyTypes(node), lazy: false };
    case 'ExportNamedDeclaration':
      if (!node.source) return undefined;
      return { specifier: text(node.source), typeOnly: node.typeOnly === true || onlyTypes(node), lazy: false };
    case 'ExportAllDeclaration':
      return { specifier: text(node.source), typeOnly: node.typeOnly === true, lazy: false };
    case 'TsImportType':
      return { specifier: text(node.argument), typeOnly: true, lazy: false };
    case 'TsExternalModuleReference':
      return { specifier: text(node.expression), typeOnly: false, lazy: false };
    case 'CallExpression':
      return callOfImport(node);
    default:
      return undefined;
  }
}

function callOfImport(node: Node): Pick<Import, 'specifier' | 'typeOnly' | 'lazy'> | undefined {
  const callee = node.callee as Node;
  const isImport = callee.type === 'Import';
  const isRequire = dotted(callee) === 'require' || dotted(callee) === 'require.resolve';
  if (!isImport && !isRequire) return undefined;
  const [argument] = node.arguments as { expression: Node }[];
  const specifier = argument?.expression.type === 'StringLiteral' ? text(argument.expression) : '<computed>';
  return { specifier, typeOnly: false, lazy: isImport };
}

function onlyTypes(node: Node): boolean {
  const specifiers = node.specifiers as { isTypeOnly?: boolean }[];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly === true);
}

function text(node: unknown): string {
  return (node as { value: string }).value;
}

/** The global that a node reads, where it reads one: swc gives names without a binding in the file a context of their own. */
function useIn(node: Node): string | undefined {
  if (node.type === 'NewExpression' && isGlobal(node.callee as Node)) {
    const name = dotted(node.callee as Node);
    return name === 'Date' && ((node.arguments as unknown[] | null) ?? []).length === 0 ? 'new Date()' : undefined;
  }
  if (node.type === 'CallExpression') return localeIn(node.callee as Node);
  return isGlobal(node) ? dotted(node) : undefined;
}

/** The method that follows the machine's language, where one is called. */
function localeIn(callee: Node): string | undefined {
  const name = callee.type === 'MemberExpression' ? text(callee.property) : undefined;
  return name !== undefined && /^(localeCompare|toLocale\w*)$/.test(name) ? name : undefined;
}

function isGlobal(node: Node): boolean {
  if (node.type === 'MemberExpression') return isGlobal(node.object as Node);
  return node.type === 'Identifier' && node.ctxt === UNRESOLVED;
}

/** The context swc gives to names that the file does not bind. */
const UNRESOLVED = 1;

function dotted(node: Node): string | undefined {
  if (node.type === 'Identifier') return text(node);
  if (node.type !== 'MemberExpression') return undefined;
  const object = dotted(node.object as Node);
  const property = (node.property as Node).type === 'Identifier' ? text(node.property) : undefined;
  if (object === undefined) return undefined;
  return property === undefined ? object : `${object}.${property}`;
}

function isExplicitReExport(node: Node): boolean {
  return node.type === 'ExportNamedDeclaration' && Boolean(node.source);
}
