import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. */
export const root = join(__dirname, '..', '..');

/** A piece of code in a page, between two fences. */
export interface Snippet {
  /** The page, from the repository's root. */
  readonly page: string;
  /** The line of its opening fence, from 1. */
  readonly line: number;
  /** What the fence says; empty where it says nothing. */
  readonly language: string;
  readonly text: string;
}

export interface Page {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly snippets: readonly Snippet[];
}

/** Everything that people are given to read, in the order in which they may read it. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
].map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, snippets: snippetsOf(path, text) };
});

/** All snippets in one of these languages. */
export function snippetsIn(...languages: readonly string[]): readonly Snippet[] {
  return pages.flatMap(({ snippets }) => snippets.filter(({ language }) => languages.includes(language)));
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function snippetsOf(page: string, text: string): Snippet[] {
  const found: Snippet[] = [];
  let open: { readonly line: number; readonly language: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^ *```(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { line: index + 1, language: (fence[1] ?? '').trim(), lines: [] };
    else {
      const { lines, ...where } = open;
      found.push({ page, ...where, text: lines.map((one) => `${one}\n`).join('') });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the fence is never closed`);
  return found;
}
