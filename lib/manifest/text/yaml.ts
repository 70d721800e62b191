import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, visit } from 'yaml';
import type { Findings } from '../findings.js';
import { addEntry } from './json.js';
import { childPath, MAX_DEPTH, type MapEntry, type Place, type ScalarNode, type TreeNode } from './tree.js';
import { explainYamlError } from './yaml-errors.js';

/** What all aliases of a document may unfold to. */
const MAX_NODES = 100_000;

/** Reads YAML 1.2 with positions, aliases and merge keys. Undefined: there were errors. */
export function readYaml(findings: Findings): TreeNode | undefined {
  if (tooDeep(findings)) return undefined;
  const document = onlyDocument(findings);
  if (document === undefined) return undefined;
  try {
    return new YamlReader(findings).node(document.contents, '', 0);
  } catch (error) {
    if (error === STOP) return undefined;
    throw error;
  }
}

const STOP = Symbol('reported');
const INDICATORS = /^[ \t]*(?:[-?:][ \t]+)*/;
const MAX_INDENT = 256;

/** The parser recurses, and deep input can end the whole process, which nothing catches: so it is refused before. */
function tooDeep(findings: Findings): boolean {
  const { text } = findings.source;
  let open = 0;
  let offset = 0;
  for (const line of text.split('\n')) {
    const indicators = INDICATORS.exec(line)?.[0] ?? '';
    for (const character of line) {
      if (character === '[' || character === '{') open++;
      else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    }
    if (open > 2 * MAX_DEPTH || indicators.length > MAX_INDENT) {
      findings.error('NestedTooDeeply', { offset, path: '' }, `nested deeper than ${MAX_DEPTH} levels`);
      return true;
    }
    offset += line.length + 1;
  }
  return false;
}

function onlyDocument(findings: Findings): Document | undefined {
  const parsed = parseAllDocuments(findings.source.text, {
    schema: 'core',
    logLevel: 'silent',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const all: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const first = all.flatMap((document) => document.errors)[0];
  if (first !== undefined) {
    const { offset, message, hint } = explainYamlError(first, findings.source, lastQuote(all));
    findings.error('InvalidYaml', { offset, path: '' }, message, hint);
    return undefined;
  }
  const [document, second] = all.filter(hasContent);
  if (second !== undefined) {
    const place = { offset: second.contents?.range?.[0] ?? 0, path: '' };
    findings.error('SeveralDocuments', place, 'a second YAML document begins here', 'keep one document in the file');
    return undefined;
  }
  if (document === undefined) {
    findings.error('EmptyManifest', { offset: 0, path: '' }, 'the file is empty', 'write one with `slipway init`');
  }
  return document;
}

/** Where the last quoted text of a file begins. */
function lastQuote(documents: readonly Document[]): number | undefined {
  let last: number | undefined;
  for (const document of documents)
    visit(document, {
      Scalar(_, { type, range }) {
        if ((type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') && range != null) last = range[0];
      },
    });
  return last;
}

function hasContent(document: Document): boolean {
  return document.contents !== null && !(isScalar(document.contents) && document.contents.source === '');
}

class YamlReader {
  private readonly anchors = new Map<string, Node>();
  private readonly unfolding = new Set<Node>();
  private count = 0;

  constructor(private readonly findings: Findings) {}

  node(node: unknown, path: string, depth: number): TreeNode {
    const found = this.resolve(node as Node | null, path);
    const place = { offset: found?.range?.[0] ?? 0, path };
    if (++this.count > MAX_NODES) {
      this.stop('ManifestTooLarge', place, `the file unfolds to more than ${MAX_NODES} values`);
    }
    if (depth > MAX_DEPTH) this.stop('NestedTooDeeply', place, `nested deeper than ${MAX_DEPTH} levels`);
    if (found === null || isScalar(found)) return this.scalar(found, place);
    if (this.unfolding.has(found)) this.stop('CyclicAlias', place, 'an alias stands inside the thing that it names');
    this.unfolding.add(found);
    const tree = this.collection(found, place, depth);
    this.unfolding.delete(found);
    return tree;
  }

  private collection(node: Node, place: Place, depth: number): TreeNode {
    this.refuseTag(node, place);
    if (isSeq(node)) {
      const list = node.items.map((item, index) => this.node(item, childPath(place.path, index), depth + 1));
      return { kind: 'list', items: list, ...place };
    }
    const map = new Map<string, MapEntry>();
    const merged: TreeNode[] = [];
    for (const pair of isMap(node) ? node.items : []) this.pair(pair, map, merged, place, depth);
    for (const source of merged) this.merge(map, source);
    return { kind: 'map', entries: map, ...place };
  }

  private pair(pair: Pair, map: Map<string, MapEntry>, merged: TreeNode[], place: Place, depth: number): void {
    const keyNode = this.resolve(pair.key as Node | null, place.path);
    const offset = keyNode?.range?.[0] ?? place.offset;
    if (!isScalar(keyNode) && keyNode !== null) {
      this.findings.error('UnusableKey', { offset, path: place.path }, 'a key must be a text, not a list or a map');
      return;
    }
    const key = keyNode === null ? 'null' : scalarSource(keyNode);
    const value = this.node(pair.value, childPath(place.path, key), depth + 1);
    if (key === '<<' && keyNode?.type === 'PLAIN') merged.push(...(value.kind === 'list' ? value.items : [value]));
    else addEntry(map, { key, offset, value }, this.findings);
  }

  /** What is merged with `<<` gives way to what stands in the map itself, and to what was merged before it. */
  private merge(map: Map<string, MapEntry>, source: TreeNode): void {
    if (source.kind !== 'map') this.findings.error('WrongType', source, '"<<" merges maps only');
    else for (const [key, entry] of source.entries) if (!map.has(key)) map.set(key, entry);
  }

  private scalar(node: Node | null, place: Place): ScalarNode {
    if (!isScalar(node)) return { kind: 'scalar', value: null, source: '', ...place };
    this.refuseTag(node, place);
    const { value } = node;
    const source = scalarSource(node);
    const known = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    return { kind: 'scalar', value: known ? (value as ScalarNode['value']) : source, source, ...place };
  }

  private resolve(node: Node | null, path: string): Node | null {
    if (!isAlias(node)) {
      const anchor = (node as { anchor?: string } | null)?.anchor;
      if (anchor !== undefined && node !== null) this.anchors.set(anchor, node);
      return node;
    }
    const target = this.anchors.get(node.source);
    if (target !== undefined) return target;
    return this.stop('InvalidYaml', { offset: node.range?.[0] ?? 0, path }, `no anchor "&${node.source}" before here`);
  }

  private refuseTag(node: Node, place: Place): void {
    const tag = node.tag;
    if (tag === undefined || KNOWN_TAGS.test(tag)) return;
    this.findings.error('UnknownTag', place, `the tag "${tag}" has no meaning in a manifest`, 'remove it');
  }

  private stop(
    code: 'ManifestTooLarge' | 'NestedTooDeeply' | 'CyclicAlias' | 'InvalidYaml',
    place: Place,
    message: string,
  ): never {
    this.findings.error(code, place, message);
    throw STOP;
  }
}

const KNOWN_TAGS = /^(?:!|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq))$/;

/** What the author wrote: a key `2021` or an account id `012345678901` is text to us. */
function scalarSource(node: { value: unknown; source?: string }): string {
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value);
}
