import type { Findings } from '../findings.js';
import { childPath, MAX_DEPTH, type MapEntry, type TreeNode } from './tree.js';

/**
 * Reads strict JSON with positions, tabs and all. A missing comma is reported and reading goes on, because what was
 * meant is certain; at any other error it stops, so that one slip does not become a cascade. Undefined: there were errors.
 */
export function readJson(findings: Findings): TreeNode | undefined {
  const reader = new JsonReader(findings);
  try {
    return reader.document();
  } catch (error) {
    if (error === STOP) return undefined;
    throw error;
  }
}

const STOP = Symbol('reported');
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const WORD = /[A-Za-z_]+/y;
const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class JsonReader {
  private at = 0;
  private end = 0;
  private broken = false;
  private readonly text: string;

  constructor(private readonly findings: Findings) {
    this.text = findings.source.text;
  }

  document(): TreeNode | undefined {
    this.space();
    const value = this.value('', 0);
    this.space();
    if (this.at < this.text.length) this.fail(`${this.seen()} stands after the end of the document`);
    return this.broken ? undefined : value;
  }

  private value(path: string, depth: number): TreeNode {
    const offset = this.at;
    if (depth > MAX_DEPTH) {
      this.findings.error('NestedTooDeeply', { offset, path: '' }, `nested deeper than ${MAX_DEPTH} levels`);
      throw STOP;
    }
    const next = this.text[offset];
    if (next === '{') return this.map(path, depth);
    if (next === '[') return this.list(path, depth);
    if (next === '"') {
      const value = this.string();
      return { kind: 'scalar', value, source: value, offset, path };
    }
    const number = this.match(NUMBER);
    if (number !== undefined) return { kind: 'scalar', value: Number(number), source: number, offset, path };
    const word = this.match(WORD);
    const value = word === undefined ? undefined : WORDS.get(word);
    if (word === undefined || value === undefined) {
      this.at = offset;
      return this.fail(`a value is expected here, not ${this.seen()}`);
    }
    return { kind: 'scalar', value, source: word, offset, path };
  }

  private list(path: string, depth: number): TreeNode {
    const offset = this.at;
    const list: TreeNode[] = [];
    this.members('[', ']', () => {
      list.push(this.value(childPath(path, list.length), depth + 1));
    });
    return { kind: 'list', items: list, offset, path };
  }

  private map(path: string, depth: number): TreeNode {
    const offset = this.at;
    const map = new Map<string, MapEntry>();
    this.members('{', '}', () => {
      const keyOffset = this.at;
      if (this.text[keyOffset] !== '"') this.fail(`a key in double quotes is expected here, not ${this.seen()}`);
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.fail(`a ":" is missing after ${JSON.stringify(key)}`);
      this.at++;
      this.space();
      const value = this.value(childPath(path, key), depth + 1);
      addEntry(map, { key, offset: keyOffset, value }, this.findings);
    });
    return { kind: 'map', entries: map, offset, path };
  }

  /** What stands between a pair of brackets, with the commas between. */
  private members(open: string, close: string, member: () => void): void {
    const start = this.at;
    this.at++;
    this.space();
    if (this.take(close)) return;
    for (;;) {
      member();
      this.end = this.at;
      this.space();
      if (this.take(close)) return;
      if (this.at >= this.text.length) {
        const line = this.findings.source.line(start);
        this.fail(`the file ends before the "${open}" of line ${line} is closed with "${close}"`);
      }
      if (this.text[this.at] === ',') this.comma(close);
      else this.missingComma(open, close);
    }
  }

  private comma(close: string): void {
    const offset = this.at;
    this.at++;
    this.space();
    if (this.text[this.at] !== close) return;
    this.at = offset;
    this.fail(`a "," stands before the closing "${close}"`, 'remove the comma');
  }

  private missingComma(open: string, close: string): void {
    if (!/["{[0-9tfn-]/.test(this.text[this.at] ?? '')) {
      this.fail(`a "," or "${close}" is expected here, not ${this.seen()}`);
    }
    if (open === '{' && this.text[this.at] !== '"') this.fail(`a key in double quotes is expected here`);
    const line = this.findings.source.line(this.end);
    this.findings.error(
      'InvalidJson',
      { offset: this.at, path: '' },
      `a comma is missing before ${this.seen()}`,
      `put a "," at the end of what stands before it, in line ${line}`,
    );
    this.broken = true;
  }

  private string(): string {
    const offset = this.at;
    const literal = this.match(STRING);
    if (literal === undefined) return this.fail('a quote is not closed in its line');
    try {
      return JSON.parse(literal);
    } catch {
      this.at = offset;
      return this.fail(`the text ${clip(literal)} holds an invalid escape or a control character`);
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private seen(): string {
    if (this.at >= this.text.length) return 'the end of the file';
    const word = /^(?:"[^"\n]*"|[\w./-]+|.)/su.exec(this.text.slice(this.at, this.at + 60))?.[0] ?? '';
    return word.startsWith('"') ? clip(word) : `"${clip(word)}"`;
  }

  private fail(message: string, hint?: string): never {
    this.findings.error('InvalidJson', { offset: Math.min(this.at, this.text.length), path: '' }, message, hint);
    throw STOP;
  }
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Adds an entry to a map under construction, or says why not: a repeated key, or a name that JavaScript reserves. */
export function addEntry(map: Map<string, MapEntry>, entry: MapEntry, findings: Findings): void {
  const place = { offset: entry.offset, path: entry.value.path };
  const first = map.get(entry.key);
  if (entry.key === '__proto__') {
    findings.error('UnusableKey', place, 'the key "__proto__" cannot be used');
  } else if (first !== undefined) {
    const line = findings.source.line(first.offset);
    findings.error('DuplicateKey', place, `the key "${entry.key}" stands twice in one map, first in line ${line}`);
  } else {
    map.set(entry.key, entry);
  }
}
